#pragma once
#include <cuda_runtime.h>
#include <gradus/gpu/device.h>

namespace gradus::cuda {

/// A queue of work for the GPU. Work of one stream is done in its order; two streams, and the
/// default stream, know nothing of each other.
class Stream {
 public:
  Stream();
  /// Waits for its work.
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// What CUDA's calls take.
  operator cudaStream_t() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

/// Makes a stream the current one of this thread during its life.
class StreamScope {
 public:
  /// @param stream which
  explicit StreamScope(cudaStream_t stream) : before_(set_current_stream(stream)) {}
  ~StreamScope() { set_current_stream(before_); }
  StreamScope(const StreamScope&) = delete;
  StreamScope& operator=(const StreamScope&) = delete;

 private:
  cudaStream_t before_;
};

/// A mark in a stream: reached when all work that the stream was given before it is done. One that
/// was never recorded counts as reached.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Puts the mark behind what `stream` was given so far.
  void record(cudaStream_t stream = current_stream());
  /// What `stream` is given from now on begins when the mark is reached. The CPU goes on.
  void wait(cudaStream_t stream = current_stream()) const;
  /// The CPU waits until the mark is reached.
  /// @throws Error when something in the work before went wrong
  void synchronize() const;
  /// Milliseconds of the GPU's clock from this mark to a later one; waits for both.
  /// @param end the later one. @throws Error unless both were recorded
  float elapsed_time(const Event& end) const;

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace gradus::cuda
