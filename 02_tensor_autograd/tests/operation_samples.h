#pragma once
// What this chapter's operations are checked with: a generator of random calls for each. Included
// once a program.
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/statistics.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "operation_sample.h"

using gradus::Axes;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::apart;
using gradus::testing::Draw;
using gradus::testing::draw_layout;
using gradus::testing::draw_smaller;
using gradus::testing::Sample;
using gradus::testing::shape_with_axes;
using gradus::testing::signed_uniform;
using gradus::testing::uniform;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

template <Tensor (*f)(const Tensor&), int low_tenths, int high_tenths>
Sample unary(Draw& draw, int max_rank) {
  const double low = low_tenths / 10.0, high = high_tenths / 10.0;
  const Shape shape = draw.shape(max_rank);
  return {[](const Tensors& x) { return f(x[0]); },
          {low > 0.1 ? uniform(draw, shape, low, high) : signed_uniform(draw, shape, low, high)}};
}

// Two inputs that broadcast, each to the other.
template <Tensor (*f)(const Tensor&, const Tensor&)>
Sample binary(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  return {[](const Tensors& x) { return f(x[0], x[1]); },
          {signed_uniform(draw, draw_smaller(draw, shape), 0.4, 2),
           signed_uniform(draw, draw_smaller(draw, shape), 0.4, 2)}};
}

Sample power(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  return {[](const Tensors& x) { return pow(x[0], x[1]); },
          {uniform(draw, draw_smaller(draw, shape), 0.4, 2.5),
           signed_uniform(draw, draw_smaller(draw, shape), 0, 2)}};
}

Sample affine(Draw& draw, int max_rank) {
  const double scale = draw.normal(), shift = draw.normal();
  return {[=](const Tensors& x) { return gradus::affine(x[0], scale, shift); },
          {uniform(draw, draw.shape(max_rank), -2, 2)},
          4,
          [=](const Tensors& x) {
            return gradus::affine(abs(x[0]), std::abs(scale), std::abs(shift));
          }};
}

Sample relu_backward(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  return {[](const Tensors& x) { return gradus::relu_backward(x[0], x[1]); },
          {uniform(draw, shape, -2, 2), signed_uniform(draw, shape, 0.1, 2)}};
}

// Two inputs that broadcast, nowhere within 0.1 of each other.
template <Tensor (*f)(const Tensor&, const Tensor&)>
Sample choice(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  const double low = draw.chance(0.5) ? -0.4 : 0.5;
  return {[](const Tensors& x) { return f(x[0], x[1]); },
          {signed_uniform(draw, draw_smaller(draw, shape), 0.6, 2),
           uniform(draw, draw_smaller(draw, shape), low, low)}};
}

Sample where(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  const Tensor condition = uniform(draw, draw_smaller(draw, shape), -1, 1) > 0;
  return {[=](const Tensors& x) { return gradus::where(to(condition, x[0].device()), x[0], x[1]); },
          {uniform(draw, draw_smaller(draw, shape), -2, 2),
           uniform(draw, draw_smaller(draw, shape), -2, 2)}};
}

Sample clamp(Draw& draw, int max_rank) {
  std::optional<gradus::Scalar> min, max;
  if (draw.chance(0.7)) min = -1;
  if (draw.chance(0.7)) max = 0.05;
  const Tensor x = signed_uniform(draw, draw.shape(max_rank), 0.1, 0.9) * 2.0;
  return {[=](const Tensors& in) { return gradus::clamp(in[0], min, max); }, {x.detach()}};
}

Sample sum(Draw& draw, int max_rank) {
  const Shape shape = draw.shape(max_rank);
  Axes axes;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - shape.rank());
  const bool keepdim = draw.chance(0.5);
  return {[=](const Tensors& x) { return gradus::sum(x[0], axes, keepdim); },
          {uniform(draw, shape, -2, 2)},
          static_cast<double>(numel(shape)),
          [=](const Tensors& x) { return gradus::sum(abs(x[0]), axes, keepdim); }};
}

struct Reduced {
  Shape shape;
  Axes axes;
  bool keepdim;
};
// A shape and some of its axes, of which none is empty; now and then one of those that stay is.
Reduced draw_reduced(Draw& draw, int max_rank) {
  Reduced result{draw.shape(max_rank, false), {}, draw.chance(0.5)};
  for (int axis = 0; axis < result.shape.rank(); ++axis)
    if (draw.chance(0.5))
      result.axes.push_back(draw.chance(0.5) ? axis : axis - result.shape.rank());
  if (!result.axes.empty() && draw.chance(0.1)) result.shape.insert(0, 0);
  if (result.shape.rank() > 0 && result.shape[0] == 0)
    for (Index& axis : result.axes)
      if (axis >= 0) ++axis;
  return result;
}

template <Tensor (*f)(const Tensor&, const Axes&, bool)>
Sample reduction(Draw& draw, int max_rank) {
  const Reduced r = draw_reduced(draw, max_rank);
  return {[=](const Tensors& x) { return f(x[0], r.axes, r.keepdim); },
          {signed_uniform(draw, r.shape, 0.4, 2)}};
}

// Stacks of matrices whose front axes broadcast, and vectors.
Sample matmul(Draw& draw, int max_rank) {
  Shape a, b;
  const Index inner = draw.between(draw.chance(0.1) ? 0 : 1, 6);
  const bool row = draw.chance(0.15), column = draw.chance(0.15);
  if (!row && !column) {
    const Shape front = draw.shape(std::max(0, max_rank - 2));
    a = draw_smaller(draw, front);
    b = draw_smaller(draw, front);
  }
  if (!row) a.push_back(draw.between(1, 6));
  a.push_back(inner);
  b.push_back(inner);
  if (!column) b.push_back(draw.between(1, 6));
  return {[](const Tensors& x) { return gradus::matmul(x[0], x[1]); },
          {uniform(draw, a, -2, 2), uniform(draw, b, -2, 2)},
          static_cast<double>(inner),
          [](const Tensors& x) { return gradus::matmul(abs(x[0]), abs(x[1])); }};
}

struct Part {
  int axis;
  Index start, stop, step;
};
// Some axis of a shape, which must have one, and a part of it (now and then an empty one).
Part draw_part(Draw& draw, const Shape& shape) {
  const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
  const Index start = draw.between(0, shape[axis]);
  return {axis, start, draw.between(start, shape[axis]), draw.between(1, 3)};
}
Sample cumsum(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Index axis = draw.between(-shape.rank(), shape.rank() - 1);
  return {[=](const Tensors& x) { return gradus::cumsum(x[0], axis); },
          {uniform(draw, shape, -2, 2)},
          20,
          [=](const Tensors& x) { return gradus::cumsum(abs(x[0]), axis); }};
}

// `place` is what undoes a slice, and so is reached through slice's gradient.
Sample place(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Part part = draw_part(draw, shape);
  const auto cut = [part](const Tensors& x) {
    return slice(x[0], part.axis, part.start, part.stop, part.step);
  };
  const Shape taken = cut({gradus::zeros(shape)}).shape();
  return {[=](const Tensors& x) {
            const Tensor whole =
                to(gradus::zeros(shape, x[0].dtype()), x[0].device()).requires_grad(true);
            return gradus::differentiable_gradients(cut, {whole}, x[0])[0];
          },
          {uniform(draw, taken, -2, 2)}};
}

Sample copy(Draw& draw, int max_rank) {
  const bool row_major = draw.chance(0.5);
  return {[=](const Tensors& x) { return row_major ? contiguous(x[0]) : clone(x[0]); },
          {uniform(draw, draw.shape(max_rank), -2, 2)}};
}

// Some axis of a shape, which must have one, and positions along it for a tensor that is not larger
// off the axis. Some of them repeat.
struct Positions {
  int axis;
  Tensor index;
};
Positions draw_positions(Draw& draw, const Shape& shape) {
  const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
  Shape small = shape;
  for (Index& size : small)
    if (draw.chance(0.2)) size = draw.between(0, size);
  small[axis] = shape[axis] == 0 ? 0 : draw.between(0, 5);
  Numbers values;
  for (Index i = numel(small); i > 0; --i)
    values.push_back(static_cast<double>(draw.between(0, shape[axis] - 1)));
  return {axis, Tensor(gradus::testing::array_in(draw_layout(draw, small), values, gradus::int64))};
}

Sample gather(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Positions at = draw_positions(draw, shape);
  return {
      [=](const Tensors& x) { return gradus::gather(x[0], at.axis, to(at.index, x[0].device())); },
      {uniform(draw, shape, -2, 2)}};
}

Sample scatter_add(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Positions at = draw_positions(draw, shape);
  return {[=](const Tensors& x) {
            return gradus::scatter_add(x[0], at.axis, to(at.index, x[0].device()), x[1]);
          },
          {uniform(draw, shape, -2, 2), uniform(draw, at.index.shape(), -2, 2)},
          6,
          [=](const Tensors& x) {
            return gradus::scatter_add(abs(x[0]), at.axis, to(at.index, x[0].device()), abs(x[1]));
          }};
}

Sample cat(Draw& draw, int max_rank) {
  Shape shape = shape_with_axes(draw, max_rank);
  const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
  Tensors inputs;
  for (Index count = draw.between(1, 8); count > 0; --count) {  // more than one call takes
    shape[axis] = draw.between(0, 2);
    inputs.push_back(uniform(draw, shape, -2, 2));
  }
  return {[=](const Tensors& x) { return gradus::cat(x, axis - (axis % 2) * shape.rank()); },
          inputs};
}

Sample of(Draw& draw, const Shape& shape, TensorFunction f) {
  return {std::move(f), {uniform(draw, shape)}};
}

const gradus::testing::OperationLists kLists = {
      .differentiable = {
      {"abs", unary<gradus::abs, 1, 20>},
      {"add", binary<gradus::add>},
      {"affine", affine},
      {"cat", cat},
      {"clamp", clamp},
      {"copy", copy},
      {"cos", unary<gradus::cos, 0, 30>},
      {"cumsum", cumsum},
      {"div", binary<gradus::div>},
      {"erf", unary<gradus::erf, 0, 20>},
      {"exp", unary<gradus::exp, 0, 20>},
      {"gather", gather},
      {"log", unary<gradus::log, 2, 30>},
      {"log1p", unary<gradus::log1p, 2, 30>},
      {"matmul", matmul},
      {"maximum", choice<gradus::maximum>},
      {"minimum", choice<gradus::minimum>},
      {"max", reduction<gradus::max>},
      {"min", reduction<gradus::min>},
      {"mul", binary<gradus::mul>},
      {"neg", unary<gradus::neg, 0, 20>},
      {"place", place},
      {"pow", power},
      {"reciprocal", unary<gradus::reciprocal, 5, 30>},
      {"relu", unary<gradus::relu, 1, 20>},
      {"relu_backward", relu_backward},
      {"scatter_add", scatter_add},
      {"sigmoid", unary<gradus::sigmoid, 0, 40>},
      {"sign", unary<gradus::sign, 1, 20>},
      {"sin", unary<gradus::sin, 0, 30>},
      {"sqrt", unary<gradus::sqrt, 2, 30>},
      {"sub", binary<gradus::sub>},
      {"sum", sum},
      {"tanh", unary<gradus::tanh, 0, 30>},
      {"where", where},
      },
      .not_differentiable = {
      {"argmax", "its result is a position, a whole number"},
      {"argmin", "its result is a position, a whole number"},
      {"topk", "its results are positions, whole numbers"},
      {"eq", "its result says true or false"},
      {"le", "its result says true or false"},
      {"logical_not", "its result says true or false"},
      {"lt", "its result says true or false"},
      },
      .composites = {
    {"expand",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       return of(draw, draw_smaller(draw, shape),
                 [=](const Tensors& x) { return expand(x[0], shape); });
     }},
    {"sum_to",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank), to = draw_smaller(draw, shape);
       return of(draw, shape, [=](const Tensors& x) { return sum_to(x[0], to); });
     }},
    {"permute",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       Axes axes = draw.permutation(shape.rank());
       for (Index& axis : axes)
         if (draw.chance(0.3)) axis -= shape.rank();
       return of(draw, shape, [=](const Tensors& x) { return permute(x[0], axes); });
     }},
    {"transpose",
     [](Draw& draw, int rank) {
       const Shape shape = shape_with_axes(draw, rank);
       const Index last = shape.rank() - 1, one = draw.between(0, last),
                   other = draw.between(-last - 1, last);
       return of(draw, shape, [=](const Tensors& x) { return transpose(x[0], one, other); });
     }},
    {"t",
     [](Draw& draw, int) {
       return of(draw, {draw.between(0, 4), draw.between(1, 4)},
                 [](const Tensors& x) { return t(x[0]); });
     }},
    {"reshape",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       Shape to = {numel(shape)};
       for (Index factor : {3, 2})
         if (to[0] % factor == 0 && to[0] > 0) {
           to.push_back(factor);
           to[0] /= factor;
         }
       if (draw.chance(0.5) && numel(shape) > 0) to[0] = -1;
       return of(draw, shape, [=](const Tensors& x) { return reshape(x[0], to); });
     }},
    {"flatten",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       const Index first = draw.between(0, std::max(0, shape.rank() - 1)),
                   last = draw.between(first, std::max(0, shape.rank() - 1));
       return of(draw, shape, [=](const Tensors& x) { return flatten(x[0], first, last); });
     }},
    {"unsqueeze and squeeze",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       const Index axis = draw.between(-shape.rank() - 1, shape.rank()),
                   other = draw.between(0, shape.rank() + 1);
       return of(draw, shape, [=](const Tensors& x) {
         return squeeze(unsqueeze(unsqueeze(x[0], axis), other), other);
       });
     }},
    {"slice",
     [](Draw& draw, int rank) {
       const Shape shape = shape_with_axes(draw, rank);
       const Part part = draw_part(draw, shape);
       return of(draw, shape, [=](const Tensors& x) {
         return slice(x[0], part.axis, part.start, part.stop, part.step);
       });
     }},
    {"select",
     [](Draw& draw, int rank) {
       Shape shape = shape_with_axes(draw, rank);
       const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
       shape[axis] = std::max<Index>(shape[axis], 1);
       const Index index = draw.between(-shape[axis], shape[axis] - 1);
       return of(draw, shape, [=](const Tensors& x) { return select(x[0], axis, index); });
     }},
    {"index_select",
     [](Draw& draw, int rank) {
       const Shape shape = shape_with_axes(draw, rank);
       const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
       Numbers values;
       if (shape[axis] > 0)
         for (Index i = draw.between(0, 5); i > 0; --i)
           values.push_back(static_cast<double>(draw.between(0, shape[axis] - 1)));
       const Tensor index = Tensor::of(values, {static_cast<Index>(values.size())}, gradus::int64);
       return of(draw, shape, [=](const Tensors& x) { return index_select(x[0], axis, to(index, x[0].device())); });
     }},
    {"flip",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       Axes axes;
       for (int axis = 0; axis < shape.rank(); ++axis)
         if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - shape.rank());
       return of(draw, shape, [=](const Tensors& x) { return flip(x[0], axes); });
     }},
    {"stack",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       const Index axis = draw.between(-shape.rank() - 1, shape.rank());
       Tensors inputs;
       for (Index count = draw.between(1, 8); count > 0; --count)
         inputs.push_back(uniform(draw, shape, -2, 2));
       return Sample{[=](const Tensors& x) { return stack(x, axis); }, inputs};
     }},
    {"split",
     [](Draw& draw, int rank) {
       const Shape shape = shape_with_axes(draw, rank);
       const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
       const Index size = draw.between(1, 3);
       return of(draw, shape, [=](const Tensors& x) {
         const Tensors parts = split(x[0], size, axis);
         return parts[0] * sum(parts.back(), {axis}, true);
       });
     }},
    {"repeat",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(std::min(rank, 4));
       gradus::Dims times;
       for (Index i = shape.rank() + draw.between(0, 2); i > 0; --i)
         times.push_back(draw.chance(0.5) ? 1 : draw.between(0, 3));
       return of(draw, shape, [=](const Tensors& x) { return repeat(x[0], times); });
     }},
    {"pad",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank);
       std::vector<Index> widths;
       for (Index left = draw.between(0, shape.rank()); left > 0; --left) {
         const int axis = shape.rank() - 1 - static_cast<int>(widths.size() / 2);
         widths.push_back(shape[axis] > 1 && draw.chance(0.3) ? -1 : draw.between(0, 2));
         widths.push_back(shape[axis] > 1 && draw.chance(0.3) ? -1 : draw.between(0, 2));
       }
       const double value = draw.normal();
       return of(draw, shape, [=](const Tensors& x) { return pad(x[0], widths, value); });
     }},
    {"tril and triu",
     [](Draw& draw, int rank) {
       Shape shape = draw.shape(std::max(0, rank - 2));
       for (int i = 0; i < 2; ++i) shape.push_back(draw.between(0, 4));
       const Index lower = draw.between(-3, 3), upper = draw.between(-3, 3);
       return of(draw, shape,
                 [=](const Tensors& x) { return tril(x[0], lower) * triu(x[0], upper); });
     }},
    {"topk and sort",
     [](Draw& draw, int rank) {
       const Shape shape = shape_with_axes(draw, rank);
       const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
       const Index k = draw.between(0, shape[axis]);
       const bool largest = draw.chance(0.5);
       return Sample{[=](const Tensors& x) {
                       return gradus::cat(
                           {topk(x[0], k, axis, largest).values, sort(x[0], axis, largest).values},
                           axis);
                     },
                     {apart(draw, shape)}};
     }},
    {"mean",
     [](Draw& draw, int rank) {
       const Shape shape = draw.shape(rank, false);
       Axes axes;
       for (int axis = 0; axis < shape.rank(); ++axis)
         if (draw.chance(0.5)) axes.push_back(axis);
       const bool keepdim = draw.chance(0.5);
       return of(draw, shape, [=](const Tensors& x) { return mean(x[0], axes, keepdim); });
     }},
    {"gelu, square and rsqrt",
     [](Draw& draw, int rank) {
       return Sample{[](const Tensors& x) {
                       return gelu(x[0]) + gelu(x[0], "tanh") * square(x[0]) + rsqrt(abs(x[0]));
                     },
                     {signed_uniform(draw, draw.shape(rank), 0.5, 2)}};
     }},
    {"maximum, minimum and where with numbers",
     [](Draw& draw, int rank) {
       return Sample{[](const Tensors& x) {
                       return maximum(x[0] * x[0], 1) + minimum(x[0], -0.1) +
                              where(x[0] > 0, x[0] * x[0] * x[0], -2) + where(x[0] < 0, 1, x[0]);
                     },
                     {signed_uniform(draw, draw.shape(rank), 0.2, 0.9)}};
     }},
    {"prod", reduction<gradus::prod>},
    {"logsumexp", reduction<gradus::logsumexp>},
    {"norm", reduction<gradus::norm>},
    {"var",
     [](Draw& draw, int rank) {
       Reduced r = draw_reduced(draw, rank);
       const double correction = draw.uniform(-1, 0.9);
       return of(draw, r.shape,
                 [=](const Tensors& x) { return var(x[0], r.axes, correction, r.keepdim); });
     }},
    {"std",
     [](Draw& draw, int rank) {
       Reduced r = draw_reduced(draw, rank);
       if (r.shape.rank() == 0) r.shape = {3};
       // At least one axis of more than one element, or the deviation is 0.
       r.axes = {draw.between(0, r.shape.rank() - 1)};
       r.shape[static_cast<int>(r.axes[0])] = draw.between(3, 5);
       return of(draw, r.shape,
                 [=](const Tensors& x) { return gradus::std(x[0], r.axes, 1, r.keepdim); });
     }},
    {"arithmetic with numbers",
     [](Draw& draw, int rank) {
       const double c = draw.uniform(0.5, 2), exponent = draw.uniform(-2, 2);
       return Sample{[=](const Tensors& x) {
                       return (c - x[0]) * c + c / x[0] + (x[0] + c) / c - pow(x[0], exponent) +
                              pow(-x[0], 2) + (c + x[0]) * (c * x[0] - c);
                     },
                     {uniform(draw, draw.shape(rank), 0.5, 2)}};
     }},
      }};

}  // namespace

const gradus::testing::OperationLists& gradus::testing::operation_lists() { return kLists; }
