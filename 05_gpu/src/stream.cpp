#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/stream.h>

namespace gradus::cuda {

// Non-blocking: an ordinary stream waits for the default stream, and that one for it.
Stream::Stream() {
  check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "new stream");
}

Stream::~Stream() {
  try {
    cudaStreamSynchronize(stream_);
  } catch (...) {  // from a kernel that the CPU ran
  }
  cudaStreamDestroy(stream_);
}

Event::Event() { check(cudaEventCreate(&event_), "new event"); }
Event::~Event() { cudaEventDestroy(event_); }

void Event::record(cudaStream_t stream) { check(cudaEventRecord(event_, stream), "event"); }

void Event::wait(cudaStream_t stream) const {
  check(cudaStreamWaitEvent(stream, event_, 0), "wait for an event");
}

void Event::synchronize() const { check(cudaEventSynchronize(event_), "wait for an event"); }

float Event::elapsed_time(const Event& end) const {
  float milliseconds = 0;
  // exercise: streams-and-events/elapsed
  //| cudaEventElapsedTime knows the time between two marks when both are reached. The GPU may not have come to them yet.
  synchronize();
  end.synchronize();
  check(cudaEventElapsedTime(&milliseconds, event_, end.event_), "time between events");
  // end exercise
  return milliseconds;
}

}  // namespace gradus::cuda
