#pragma once
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>
#include <span>

/// What clipping does to gradients, each formula once, as in update_formulas.h.
namespace gradus::formulas {

/// The Euclidean norm of a vector that was cut into pieces.
/// @param squares the sum of the squares of each piece
inline double norm_of_pieces(std::span<const double> squares) {
  // exercise: gradient-clipping/norm
  //| All gradients of the network count as one long vector. It was cut into pieces; squares[i] is the sum of the squares of
  //| the numbers in piece i. What is the length of the vector?
  double sum = 0;
  for (double square : squares) sum += square;
  return std::sqrt(sum);
  // end exercise
}

/// By what gradients of norm `norm` are multiplied so that it is at most `max_norm`.
template <class T>
constexpr T clip_coefficient(T norm, T max_norm) {
  // exercise: gradient-clipping/coefficient
  //| The factor that makes a vector of length `norm` as long as max_norm. 1e-6 more than `norm` is divided by, as in
  //| PyTorch, so that 0 does no harm. A vector that is shorter already stays as it is.
  return std::min(T(1), max_norm / (norm + T(1e-6)));
  // end exercise
}

/// Cuts one number to the range from -most to most.
/// @param g the number, changed
template <class T>
constexpr void clip_to_range(T& g, T most) {
  // exercise: gradient-clipping/value
  //| Where the gradient is above `most` it becomes `most`, where it is below the opposite it becomes that.
  g = std::clamp(g, -most, most);
  // end exercise
}

}  // namespace gradus::formulas
