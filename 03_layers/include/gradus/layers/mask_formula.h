#pragma once
#include <gradus/common/error.h>
#include <gradus/common/random.h>

namespace gradus::formulas {

/// One element of a dropout mask, from 32 random bits: 0 with probability `p`, else 1 / (1 - p).
template <class T>
constexpr T mask_element(std::uint32_t bits, float p) {
  // exercise: regularisation-and-normalisation/mask
  //| to_uniform(bits) is a uniform number in [0, 1). With probability p the element is 0; else it is what makes the mean
  //| of all elements 1.
  return to_uniform(bits) < p ? T(0) : T(1) / (T(1) - static_cast<T>(p));
  // end exercise
}

}  // namespace gradus::formulas
