#pragma once
#include <gradus/cuda_on_cpu/types.h>

#include <concepts>
#include <type_traits>

namespace gradus::cuda_on_cpu {

/// Replaces *place by change(*place) as one step.
/// @return what was there before
template <class T, class Change>
__attribute__((always_inline)) inline T atomic_change(T* place, const Change& change) {
  T before, after;
  __atomic_load(place, &before, __ATOMIC_RELAXED);
  do {
    after = change(before);
  } while (
      !__atomic_compare_exchange(place, &before, &after, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return before;
}

/// A type that the GPU's atomics take.
template <class T>
concept Atomic = std::integral<T> || std::floating_point<T>;

}  // namespace gradus::cuda_on_cpu

// Each does its change as one step and returns what was there before.

template <gradus::cuda_on_cpu::Atomic T>
__forceinline__ T atomicAdd(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T old) { return T(old + value); });
}
template <std::integral T>
__forceinline__ T atomicSub(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T old) { return T(old - value); });
}
template <std::integral T>
__forceinline__ T atomicMin(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place,
                                            [&](T old) { return value < old ? value : old; });
}
template <std::integral T>
__forceinline__ T atomicMax(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place,
                                            [&](T old) { return old < value ? value : old; });
}
template <std::integral T>
__forceinline__ T atomicAnd(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T old) { return T(old & value); });
}
template <std::integral T>
__forceinline__ T atomicOr(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T old) { return T(old | value); });
}
template <std::integral T>
__forceinline__ T atomicXor(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T old) { return T(old ^ value); });
}
template <gradus::cuda_on_cpu::Atomic T>
__forceinline__ T atomicExch(T* place, std::type_identity_t<T> value) {
  return gradus::cuda_on_cpu::atomic_change(place, [&](T) { return value; });
}
/// Counts up to `last`, then begins again at 0.
__forceinline__ unsigned atomicInc(unsigned* place, unsigned last) {
  return gradus::cuda_on_cpu::atomic_change(
      place, [&](unsigned old) { return old >= last ? 0 : old + 1; });
}
/// Counts down to 0, then begins again at `last`.
__forceinline__ unsigned atomicDec(unsigned* place, unsigned last) {
  return gradus::cuda_on_cpu::atomic_change(
      place, [&](unsigned old) { return old == 0 || old > last ? last : old - 1; });
}
/// Writes `value` where `expected` stands.
template <std::integral T>
__forceinline__ T atomicCAS(T* place, std::type_identity_t<T> expected,
                            std::type_identity_t<T> value) {
  T before = expected, after = value;
  __atomic_compare_exchange(place, &before, &after, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return before;
}
