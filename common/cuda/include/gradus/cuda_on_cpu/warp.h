#pragma once
#include <gradus/cuda_on_cpu/kernel.h>

#include <bit>
#include <cstring>

namespace gradus::cuda_on_cpu {

/// What the threads of a warp can do together.
enum class WarpAction { kSync, kShuffle, kBallot };

/// Waits until all live threads of the warp that `mask` names are at the same action.
/// @param bits this lane's value or predicate
/// @param source kShuffle: the lane whose value it wants; -1: its own
/// @return the wanted value; kBallot: a bit for each lane whose `bits` are not 0
/// Asking for the value of a lane that is not named or not alive gives bits that are all 1.
std::uint64_t sync_warp(WarpAction action, unsigned mask, std::uint64_t bits, int source,
                        const char* name, Place where);

/// The lane of the calling thread: 0 to 31.
int lane();

/// A shuffle of any type of at most 8 bytes.
template <class T>
T shuffle(unsigned mask, T value, int source, const char* name, Place where) {
  static_assert(sizeof(T) <= 8, "a shuffle moves at most 8 bytes");
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  bits = sync_warp(WarpAction::kShuffle, mask, bits, source, name, where);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace gradus::cuda_on_cpu

/// Waits for the threads of the warp that `mask` names; what they wrote before is seen after.
inline void __syncwarp(unsigned mask = 0xffffffffu, const gradus::cuda_on_cpu::Place where =
                                                        gradus::cuda_on_cpu::Place::current()) {
  gradus::cuda_on_cpu::sync_warp(gradus::cuda_on_cpu::WarpAction::kSync, mask, 0, -1, "__syncwarp",
                                 where);
}

/// The value of lane `source` of the calling thread's group of `width` lanes.
template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32,
              const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  const int first = gradus::cuda_on_cpu::lane() & ~(width - 1);
  return gradus::cuda_on_cpu::shuffle(mask, value, first + (source & (width - 1)), "__shfl_sync",
                                      where);
}

/// The value of the lane `delta` above; the own one where that is not in the group.
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                   const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  const int own = gradus::cuda_on_cpu::lane(), last = own | (width - 1);
  const int source = own + static_cast<int>(delta);
  return gradus::cuda_on_cpu::shuffle(mask, value, source > last ? own : source, "__shfl_down_sync",
                                      where);
}

/// The value of the lane `delta` below; the own one where that is not in the group.
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32,
                 const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  const int own = gradus::cuda_on_cpu::lane(), first = own & ~(width - 1);
  const int source = own - static_cast<int>(delta);
  return gradus::cuda_on_cpu::shuffle(mask, value, source < first ? own : source, "__shfl_up_sync",
                                      where);
}

/// The value of the lane whose number differs in the bits of `lanes`.
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32,
                  const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  const int own = gradus::cuda_on_cpu::lane(), last = own | (width - 1);
  const int source = own ^ lanes;
  return gradus::cuda_on_cpu::shuffle(mask, value, source > last ? own : source, "__shfl_xor_sync",
                                      where);
}

/// A bit for each lane of `mask` whose predicate is not 0.
inline unsigned __ballot_sync(
    unsigned mask, int predicate,
    const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  return static_cast<unsigned>(gradus::cuda_on_cpu::sync_warp(
      gradus::cuda_on_cpu::WarpAction::kBallot, mask, predicate != 0, -1, "__ballot_sync", where));
}

/// Whether the predicate is not 0 in any lane of `mask`.
inline int __any_sync(
    unsigned mask, int predicate,
    const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  return gradus::cuda_on_cpu::sync_warp(gradus::cuda_on_cpu::WarpAction::kBallot, mask,
                                        predicate != 0, -1, "__any_sync", where) != 0;
}

/// Whether the predicate is not 0 in all lanes of `mask`.
inline int __all_sync(
    unsigned mask, int predicate,
    const gradus::cuda_on_cpu::Place where = gradus::cuda_on_cpu::Place::current()) {
  return gradus::cuda_on_cpu::sync_warp(gradus::cuda_on_cpu::WarpAction::kBallot, mask,
                                        predicate == 0, -1, "__all_sync", where) == 0;
}

/// The lanes that take part at this place. A CPU's threads do not run side by side: the caller
/// alone.
inline unsigned __activemask() { return 1u << gradus::cuda_on_cpu::lane(); }
