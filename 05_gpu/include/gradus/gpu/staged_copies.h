#pragma once
#include <gradus/gpu/pinned.h>
#include <gradus/gpu/stream.h>

#include <cstddef>

namespace gradus::cuda {

/// While one lives, copies to the GPU do not make this thread wait: the numbers are put into pinned
/// memory at once, so that the caller may change them, and go from there in the order of the
/// current stream. That must stay the same as long, and a tensor that came so is there for this
/// stream: another one has to wait for it (Event).
class StagedCopies {
 public:
  /// @param half of the pinned memory, in bytes: while one half is filled, the other is copied.
  /// What is larger is copied as usual
  explicit StagedCopies(std::size_t half = std::size_t{2} << 20);
  /// Waits for the copies.
  ~StagedCopies();
  StagedCopies(const StagedCopies&) = delete;
  StagedCopies& operator=(const StagedCopies&) = delete;

  /// Begins a copy to device memory. Waits only when both halves are full of what is still to go.
  /// @param to where to, in device memory
  /// @param from where from, in the CPU's memory; it may change when this returns
  /// @param bytes how many
  void copy(void* to, const void* from, std::size_t bytes);

 private:
  std::size_t half_, used_ = 0;  // bytes of a half; of them, taken in the half that is being filled
  int filling_ = 0;
  PinnedMemory memory_;
  Event copied_[2];  // all copies out of that half, when the other one's turn came
  StagedCopies* outer_;
};

/// Has tensors' copies to the GPU go through the StagedCopies of their thread, where there is one.
void use_staged_copies();

}  // namespace gradus::cuda
