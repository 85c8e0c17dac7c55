#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "block.h"
#include "device.h"

// An event that was recorded but not yet reached stands in the queue of its stream.
struct CUevent_st {
  std::chrono::steady_clock::time_point time{};
  cudaStream_t stream = nullptr;  // where it waits; null: reached, or never recorded
  long recorded = 0;
  bool timing = true;
};

struct CUstream_st {
  std::deque<std::function<void()>> work;
  bool blocking = true;
};

namespace gradus::cuda_on_cpu {
namespace {

// Kernels may call host functions that come back here.
std::recursive_mutex& mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

std::list<std::unique_ptr<CUstream_st>>& streams() {
  static std::list<std::unique_ptr<CUstream_st>> all;
  return all;
}

bool known(cudaStream_t stream) {
  for (const auto& other : streams())
    if (other.get() == stream) return true;
  return false;
}

cudaError_t run(const std::function<void()>& work) {
  try {
    work();
    return cudaSuccess;
  } catch (const Fault& fault) {
    return set_fault(fault.error(), fault.what());
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

cudaError_t bad_stream() {
  return set_error(cudaErrorInvalidResourceHandle, "no such stream (destroyed?)");
}

// What a call that waits reports: a fault of before, if there is one.
cudaError_t told(cudaError_t error) {
  const cudaError_t fault = take_fault();
  return fault != cudaSuccess ? fault : error;
}

cudaError_t reach(cudaEvent_t event) {
  if (event->stream == nullptr) return cudaSuccess;
  return drain(*event->stream, [event] { return event->stream == nullptr; });
}

}  // namespace

cudaError_t run_in_default_stream(const std::function<void()>& work) {
  const std::lock_guard lock(mutex());
  cudaError_t first = cudaSuccess;
  for (const auto& stream : streams()) {
    if (!stream->blocking) continue;
    const cudaError_t error = drain(*stream);
    if (first == cudaSuccess) first = error;
  }
  const cudaError_t error = run(work);
  return first != cudaSuccess ? first : error;
}

cudaError_t run_in_stream(cudaStream_t stream, std::function<void()> work) {
  if (stream == nullptr) return run_in_default_stream(work);
  const std::lock_guard lock(mutex());
  if (!known(stream)) return bad_stream();
  stream->work.push_back(std::move(work));
  return cudaSuccess;
}

void forget_all_work() {
  const std::lock_guard lock(mutex());
  for (const auto& stream : streams()) stream->work.clear();
}

}  // namespace gradus::cuda_on_cpu

using namespace gradus::cuda_on_cpu;

cudaError_t cudaDeviceSynchronize() {
  const std::lock_guard lock(mutex());
  cudaError_t first = run_in_default_stream([] {});
  for (const auto& stream : streams()) {
    const cudaError_t error = drain(*stream);
    if (first == cudaSuccess) first = error;
  }
  return told(first);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  const std::lock_guard lock(mutex());
  streams().push_back(std::make_unique<CUstream_st>());
  streams().back()->blocking = flags != cudaStreamNonBlocking;
  *stream = streams().back().get();
  return cudaSuccess;
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const std::lock_guard lock(mutex());
  if (!known(stream)) return bad_stream();
  const cudaError_t error = drain(*stream);
  streams().remove_if([&](const auto& other) { return other.get() == stream; });
  return error;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  const std::lock_guard lock(mutex());
  if (stream == nullptr) return told(run_in_default_stream([] {}));
  if (!known(stream)) return bad_stream();
  return told(drain(*stream));
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  const std::lock_guard lock(mutex());
  if (stream == nullptr) return cudaSuccess;
  if (!known(stream)) return bad_stream();
  // One piece of work a question, so that whoever asks in a loop sees an end.
  if (stream->work.empty()) return cudaSuccess;
  const auto work = std::move(stream->work.front());
  stream->work.pop_front();
  const cudaError_t error = run(work);
  return error != cudaSuccess ? error : stream->work.empty() ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const std::lock_guard lock(mutex());
  if (event->stream == nullptr || event->stream == stream) return cudaSuccess;
  const long recorded = event->recorded;
  return run_in_stream(stream, [=] {
    if (event->recorded == recorded) reach(event);
  });
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
  const std::lock_guard lock(mutex());
  const cudaError_t error = reach(event);
  delete event;
  return error;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const std::lock_guard lock(mutex());
  if (stream != nullptr && !known(stream)) return bad_stream();
  const long recorded = ++event->recorded;
  event->stream = stream;
  return run_in_stream(stream, [=] {
    if (event->recorded != recorded) return;
    event->time = std::chrono::steady_clock::now();
    event->stream = nullptr;
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const std::lock_guard lock(mutex());
  return told(reach(event));
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  const std::lock_guard lock(mutex());
  if (event->stream == nullptr) return cudaSuccess;
  const cudaError_t error = cudaStreamQuery(event->stream);
  if (event->stream == nullptr) return cudaSuccess;
  return error == cudaSuccess ? cudaErrorNotReady : error;
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  const std::lock_guard lock(mutex());
  if (start->recorded == 0 || end->recorded == 0 || !start->timing || !end->timing)
    return set_error(cudaErrorInvalidResourceHandle,
                     "cudaEventElapsedTime: an event was never recorded, or made without timing");
  if (start->stream != nullptr || end->stream != nullptr) return set_error(cudaErrorNotReady);
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return cudaSuccess;
}
