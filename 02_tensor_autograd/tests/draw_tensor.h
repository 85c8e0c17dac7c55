#pragma once
// Tensors drawn at random, float64, in random layouts.
#include <gradus/tensor_autograd/tensor.h>

#include <algorithm>
#include <vector>

#include "draw_array.h"

namespace gradus::testing {

/// Numbers between `low` and `high`; what lies between the elements is NaN.
inline Tensor uniform(Draw& draw, const Shape& shape, double low = -2, double high = 2) {
  std::vector<double> values;
  for (Index i = numel(shape); i > 0; --i) values.push_back(draw.uniform(low, high));
  const bool plain = draw.chance(0.3);
  return Tensor(
      array_in(plain ? Layout::contiguous(shape) : draw_layout(draw, shape), values, float64));
}

/// Of either sign, and not near 0, where some functions have no derivative.
inline Tensor signed_uniform(Draw& draw, const Shape& shape, double low, double high) {
  const Tensor x = uniform(draw, shape, low, high);
  for (Index i = 0; i < x.numel(); ++i)
    if (draw.chance(0.5)) View<double>(x.array()).at(unravel(i, shape)) *= -1;
  return x;
}

/// Numbers of which no two are close: the order stays the same when one is moved a little.
inline Tensor apart(Draw& draw, const Shape& shape) {
  std::vector<double> values;
  for (Index i = 0; i < numel(shape); ++i)
    values.insert(values.begin() + draw.between(0, i), 0.1 * static_cast<double>(i) - 1);
  return Tensor(array_in(draw_layout(draw, shape), values, float64));
}

/// A shape with at least one axis.
inline Shape shape_with_axes(Draw& draw, int max_rank) {
  Shape shape = draw.shape(std::max(1, max_rank));
  if (shape.empty()) shape = {3};
  return shape;
}

}  // namespace gradus::testing
