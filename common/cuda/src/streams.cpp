#include "streams.h"

#include <algorithm>
#include <exception>
#include <list>
#include <utility>

#include "block.h"

namespace gradus::cuda_on_cpu {
namespace {

std::list<std::unique_ptr<CUstream_st>>& streams() {
  static std::list<std::unique_ptr<CUstream_st>> all;
  return all;
}

// What a kernel threw, until a call tells it. Work behind it is done all the same.
std::exception_ptr& thrown() {
  static thread_local std::exception_ptr exception;
  return exception;
}

// What the calls end with that wait, or do work of the default stream.
cudaError_t tell_thrown(cudaError_t error) {
  if (thrown()) std::rethrow_exception(std::exchange(thrown(), nullptr));
  return error;
}

cudaError_t run(const std::function<void()>& work) {
  const DeviceWork open;
  try {
    work();
    return cudaSuccess;
  } catch (const Fault& fault) {
    return set_fault(fault.error(), fault.what());
  } catch (...) {
    if (!thrown()) thrown() = std::current_exception();
    return cudaErrorLaunchFailure;
  }
}

// Runs what waits in a stream until `done` holds.
template <class Done>
cudaError_t drain(CUstream_st& stream, const Done& done) {
  cudaError_t first = cudaSuccess;
  while (!stream.work.empty() && !done()) {
    const auto work = std::move(stream.work.front());
    stream.work.pop_front();
    const cudaError_t error = run(work);
    if (first == cudaSuccess) first = error;
  }
  return first;
}

cudaError_t drain(CUstream_st& stream) {
  return drain(stream, [] { return false; });
}

// What a call that waits reports: a fault of before, if there is one.
cudaError_t told(cudaError_t error) {
  const cudaError_t fault = take_fault();
  return fault != cudaSuccess ? fault : error;
}

cudaError_t reach(const std::shared_ptr<Mark>& mark) {
  if (mark == nullptr || mark->stream == nullptr) return cudaSuccess;
  return drain(*mark->stream, [&] { return mark->stream == nullptr; });
}

}  // namespace

namespace {

// Work of the default stream begins when all that waits in blocking streams is done.
cudaError_t run_behind_others(const std::function<void()>& work) {
  for (const auto& stream : streams()) {
    if (!stream->blocking || stream->capture == nullptr) continue;
    stream->capture->valid = false;
    return set_error(cudaErrorStreamCaptureImplicit);
  }
  cudaError_t first = cudaSuccess;
  for (const auto& stream : streams()) {
    if (!stream->blocking) continue;
    const cudaError_t error = drain(*stream);
    if (first == cudaSuccess) first = error;
  }
  const cudaError_t error = run(work);
  return first != cudaSuccess ? first : error;
}

// A call that a graph cannot hold ends the stream's capture.
cudaError_t not_while_capturing(CUstream_st& stream, const char* call) {
  if (stream.capture == nullptr) return cudaSuccess;
  stream.capture->valid = false;
  return set_error(cudaErrorStreamCaptureUnsupported, call);
}

}  // namespace

std::recursive_mutex& stream_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

bool is_stream(cudaStream_t stream) {
  for (const auto& other : streams())
    if (other.get() == stream) return true;
  return false;
}

cudaError_t no_such_stream() {
  return set_error(cudaErrorInvalidResourceHandle, "no such stream (destroyed?)");
}

std::vector<cudaStream_t> all_streams() {
  std::vector<cudaStream_t> all;
  for (const auto& stream : streams()) all.push_back(stream.get());
  return all;
}

cudaError_t run_in_default_stream(const std::function<void()>& work) {
  const std::lock_guard lock(stream_mutex());
  return tell_thrown(run_behind_others(work));
}

cudaError_t run_in_stream(cudaStream_t stream, std::function<void()> work) {
  if (stream == nullptr) return run_in_default_stream(work);
  const std::lock_guard lock(stream_mutex());
  if (!is_stream(stream)) return no_such_stream();
  if (Capture* capture = stream->capture.get(); capture != nullptr) {
    if (!capture->valid) return set_error(cudaErrorStreamCaptureInvalidated);
    capture->work.push_back(std::move(work));
    ++capture->reached[stream][stream];
    return cudaSuccess;
  }
  stream->work.push_back(std::move(work));
  return cudaSuccess;
}

cudaError_t wait_for_all() {
  const std::lock_guard lock(stream_mutex());
  for (const auto& stream : streams())
    if (const cudaError_t error = not_while_capturing(*stream, "waiting for the device");
        error != cudaSuccess)
      return error;
  cudaError_t first = run_behind_others([] {});
  for (const auto& stream : streams()) {
    const cudaError_t error = drain(*stream);
    if (first == cudaSuccess) first = error;
  }
  return told(first);
}

cudaError_t wait_for(cudaStream_t stream) {
  const std::lock_guard lock(stream_mutex());
  if (stream == nullptr) return told(run_behind_others([] {}));
  if (!is_stream(stream)) return no_such_stream();
  if (const auto error = not_while_capturing(*stream, "waiting for it"); error != cudaSuccess)
    return error;
  return told(drain(*stream));
}

bool is_capturing(cudaStream_t stream) {
  const std::lock_guard lock(stream_mutex());
  return stream != nullptr && is_stream(stream) && stream->capture != nullptr;
}

cudaError_t permitted(const char* call) {
  const std::lock_guard lock(stream_mutex());
  for (const auto& stream : streams()) {
    Capture* capture = stream->capture.get();
    if (capture == nullptr || capture->mode == cudaStreamCaptureModeRelaxed) continue;
    if (capture->mode == cudaStreamCaptureModeThreadLocal &&
        capture->thread != std::this_thread::get_id())
      continue;
    capture->valid = false;
    return set_error(cudaErrorStreamCaptureUnsupported, call);
  }
  return cudaSuccess;
}

void forget_all_work() {
  const std::lock_guard lock(stream_mutex());
  for (const auto& stream : streams()) {
    stream->work.clear();
    stream->capture = nullptr;
  }
  thrown() = nullptr;
}

}  // namespace gradus::cuda_on_cpu

using namespace gradus::cuda_on_cpu;

cudaError_t cudaDeviceSynchronize() { return tell_thrown(wait_for_all()); }

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  const std::lock_guard lock(stream_mutex());
  streams().push_back(std::make_unique<CUstream_st>());
  streams().back()->blocking = flags != cudaStreamNonBlocking;
  *stream = streams().back().get();
  return cudaSuccess;
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const std::lock_guard lock(stream_mutex());
  if (!is_stream(stream)) return no_such_stream();
  if (stream->capture != nullptr) stream->capture->valid = false;
  const cudaError_t error = drain(*stream);
  streams().remove_if([&](const auto& other) { return other.get() == stream; });
  return error;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) { return tell_thrown(wait_for(stream)); }

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  const std::lock_guard lock(stream_mutex());
  if (stream == nullptr) return cudaSuccess;
  if (!is_stream(stream)) return no_such_stream();
  if (const auto error = not_while_capturing(*stream, "cudaStreamQuery"); error != cudaSuccess)
    return error;
  // One piece of work a question, so that whoever asks in a loop sees an end.
  if (stream->work.empty()) return cudaSuccess;
  const auto work = std::move(stream->work.front());
  stream->work.pop_front();
  const cudaError_t error = run(work);
  tell_thrown(error);
  return error != cudaSuccess ? error : stream->work.empty() ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const std::lock_guard lock(stream_mutex());
  if (stream != nullptr && !is_stream(stream)) return no_such_stream();
  if (event->captured) {
    // The stream joins the event's capture.
    const auto capture = event->capture.lock();
    if (capture == nullptr) return set_error(cudaErrorCapturedEvent, "its capture is over");
    if (stream == nullptr) return set_error(cudaErrorStreamCaptureImplicit);
    if (stream->capture != nullptr && stream->capture != capture) {
      capture->valid = stream->capture->valid = false;
      return set_error(cudaErrorStreamCaptureMerge);
    }
    stream->capture = capture;
    Capture::Reached& reached = capture->reached[stream];
    for (const auto& [other, count] : event->reached)
      reached[other] = std::max(reached[other], count);
    return cudaSuccess;
  }
  if (event->mark == nullptr) return cudaSuccess;
  if (stream != nullptr && stream->capture != nullptr) {
    stream->capture->valid = false;
    return set_error(cudaErrorStreamCaptureIsolation, "the event was recorded outside the capture");
  }
  if (event->mark->stream == nullptr || event->mark->stream == stream) return cudaSuccess;
  return run_in_stream(stream, [mark = event->mark] { reach(mark); });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, void (*function)(void*), void* data) {
  return run_in_stream(stream, [=] { function(data); });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  *event = new CUevent_st;
  (*event)->timing = (flags & cudaEventDisableTiming) == 0;
  return cudaSuccess;
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  if (event == nullptr) return set_error(cudaErrorInvalidResourceHandle, "no such event");
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const std::lock_guard lock(stream_mutex());
  if (stream != nullptr && !is_stream(stream)) return no_such_stream();
  event->mark = std::make_shared<Mark>();
  event->captured = is_capturing(stream);
  if (event->captured) {
    event->capture = stream->capture;
    event->reached = stream->capture->reached[stream];
    return stream->capture->valid ? cudaSuccess : set_error(cudaErrorStreamCaptureInvalidated);
  }
  event->mark->stream = stream;
  return run_in_stream(stream, [mark = event->mark] {
    mark->time = std::chrono::steady_clock::now();
    mark->stream = nullptr;
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const std::lock_guard lock(stream_mutex());
  if (event->captured) return set_error(cudaErrorCapturedEvent);
  return tell_thrown(told(reach(event->mark)));
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  const std::lock_guard lock(stream_mutex());
  if (event->captured) return set_error(cudaErrorCapturedEvent);
  const std::shared_ptr<Mark> mark = event->mark;
  if (mark == nullptr || mark->stream == nullptr) return cudaSuccess;
  const cudaError_t error = cudaStreamQuery(mark->stream);
  if (mark->stream == nullptr) return cudaSuccess;
  return error == cudaSuccess ? cudaErrorNotReady : error;
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  const std::lock_guard lock(stream_mutex());
  if (start->captured || end->captured) return set_error(cudaErrorCapturedEvent);
  if (start->mark == nullptr || end->mark == nullptr || !start->timing || !end->timing)
    return set_error(cudaErrorInvalidResourceHandle,
                     "cudaEventElapsedTime: an event was never recorded, or made without timing");
  if (start->mark->stream != nullptr || end->mark->stream != nullptr)
    return set_error(cudaErrorNotReady);
  *milliseconds =
      std::chrono::duration<float, std::milli>(end->mark->time - start->mark->time).count();
  return cudaSuccess;
}
