#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "device.h"

namespace gradus::cuda_on_cpu {

/// What streams are given while they are captured.
struct Capture {
  // How much of each stream's work is done before a point in a stream.
  using Reached = std::map<cudaStream_t, int>;

  cudaStream_t origin;
  cudaStreamCaptureMode mode;
  std::thread::id thread = std::this_thread::get_id();
  bool valid = true;
  std::vector<std::function<void()>> work;
  std::map<cudaStream_t, Reached> reached;  // by each stream that takes part
};

/// Held while streams and events are looked at or changed. Kernels may call host functions that
/// come back here.
std::recursive_mutex& stream_mutex();
/// Whether there is such a stream.
bool is_stream(cudaStream_t stream);
cudaError_t no_such_stream();
/// All streams but the default one.
std::vector<cudaStream_t> all_streams();

// One recording of an event: who waits for it waits for this one, also when the event has been
// recorded again since.
struct Mark {
  cudaStream_t stream = nullptr;  // in whose queue it stands; null when it was reached
  std::chrono::steady_clock::time_point time{};
};

}  // namespace gradus::cuda_on_cpu

struct CUevent_st {
  std::shared_ptr<gradus::cuda_on_cpu::Mark> mark;  // the last; null: never recorded
  bool timing = true;
  // If it was last recorded in a capture: which, and what was done before it.
  std::weak_ptr<gradus::cuda_on_cpu::Capture> capture;
  gradus::cuda_on_cpu::Capture::Reached reached;
  bool captured = false;
};

struct CUstream_st {
  std::deque<std::function<void()>> work;
  bool blocking = true;
  std::shared_ptr<gradus::cuda_on_cpu::Capture> capture;
};
