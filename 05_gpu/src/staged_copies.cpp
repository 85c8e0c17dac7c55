// Copies to the GPU that nobody waits for.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/staged_copies.h>

#include <cstring>
#include <utility>

namespace gradus::cuda {
namespace {

constinit thread_local StagedCopies* innermost = nullptr;

void copy_staged(void* to, const void* from, std::size_t bytes) {
  // A graph would note where the numbers are staged now, and find others there later.
  cudaStreamCaptureStatus capture = cudaStreamCaptureStatusNone;
  check(cudaStreamIsCapturing(current_stream(), &capture), "copy to the GPU");
  if (innermost != nullptr && capture == cudaStreamCaptureStatusNone)
    innermost->copy(to, from, bytes);
  else
    copy_from_host(to, from, bytes);
}

}  // namespace

StagedCopies::StagedCopies(std::size_t half)
    : half_(half), memory_(2 * half), outer_(std::exchange(innermost, this)) {}

StagedCopies::~StagedCopies() {
  innermost = outer_;
  try {
    cudaStreamSynchronize(current_stream());  // what went wrong is told to who reads the results
  } catch (...) {                             // from a kernel that the CPU ran
  }
}

// [staged]
void StagedCopies::copy(void* to, const void* from, std::size_t bytes) {
  if (bytes == 0 || bytes > half_) return copy_from_host(to, from, bytes);
  // exercise: train-on-the-gpu/staged
  //| If the half that is being filled (number filling_; used_ of its half_ bytes are taken) has no room: mark its
  //| copies (copied_[filling_].record()), go over to the other half, and wait until what was there has been copied. The
  //| halves lie one behind the other in memory_. The bytes go behind those that are there, and from there, by
  //| cudaMemcpyAsync, to the GPU in the order of the current stream; nobody waits for that.
  if (used_ + bytes > half_) {
    copied_[filling_].record();
    filling_ = 1 - filling_;
    copied_[filling_].synchronize();
    used_ = 0;
  }
  std::byte* const place = memory_.data() + static_cast<std::size_t>(filling_) * half_ + used_;
  std::memcpy(place, from, bytes);
  check(cudaMemcpyAsync(to, place, bytes, cudaMemcpyHostToDevice, current_stream()), "staged copy");
  used_ += bytes;
  // end exercise
}
// [staged]

void use_staged_copies() {
  DeviceInfo staged = info(gpu);
  staged.copy_from_cpu = copy_staged;
  gradus::register_device(gpu, staged);
}

}  // namespace gradus::cuda
