#include "batch_norm_rows.h"

#include "row_strips.h"

#include <gradus/cnn/batch_norm.h>
#include <gradus/common/error.h>

#include <cmath>

namespace gradus {
namespace {

// Mean and (biased) variance of the numbers of a column.
struct Moments {
  double mean, var;
};
Moments moments_of(double start, double distance, double square) {
  // exercise: batch-norm-2d/moments
  //| One pass over the numbers gave the mean of x - start and the mean of (x - start)^2, `distance` and `square`, where
  //| start is one of them. What are the mean and the variance of x? Rounding must not make a variance negative.
  return {start + distance, std::max(0.0, square - distance * distance)};
  // end exercise
}

// The tables of y = (x - centre) scale + shift: mean, weight / sqrt(var + eps), bias.
enum { kCentre, kScale, kShift };
template <class T>
void fill_tables(const Scratch<T>& scratch, const T* weight, const T* bias, const T* mean,
                 const T* var, double eps) {
  for (Index c = 0; c < scratch.slices.columns; ++c) {
    scratch.at(kCentre)[c] = mean[c];
    scratch.at(kScale)[c] = static_cast<T>(static_cast<double>(weight[c]) /
                                           std::sqrt(static_cast<double>(var[c]) + eps));
    scratch.at(kShift)[c] = bias[c];
  }
  for (int i = 0; i < 3; ++i) repeat(scratch.at(i), scratch.slices.columns);
}

// y = (x - centre) scale + shift + residual, and perhaps a ReLU.
template <class T>
void write_rows(const Scratch<T>& scratch, const T* x, const T* residual, bool with_relu, T* y) {
  const T *centre = scratch.at(kCentre), *scale = scratch.at(kScale), *shift = scratch.at(kShift);
  scratch.slices.for_each([&](Index, Index begin, Index end) {
    const auto write = [&](const auto& finish) {
      for_each_number(begin, end, scratch.slices.columns, [=](Index at, Index j) {
        y[at] = finish(at, (x[at] - centre[j]) * scale[j] + shift[j]);
      });
    };
    const auto clip = [](T value) { return value > T(0) ? value : value != value ? value : T(0); };
    if (residual && with_relu)
      write([=](Index at, T value) { return clip(value + residual[at]); });
    else if (residual)
      write([=](Index at, T value) { return value + residual[at]; });
    else if (with_relu)
      write([=](Index, T value) { return clip(value); });
    else
      write([](Index, T value) { return value; });
  });
}

template <class T>
T passed_by_relu(T upstream, T y) {
  // exercise: batch-norm-2d/relu
  //| The ReLU's result is y. How much of the upstream gradient reaches what went into it?
  return y > T(0) ? upstream : T(0);
  // end exercise
}

// What the numbers of a column give: the gradients of its weight and bias, and that of each x as
// by_upstream u + by_distance (x - mean) + constant, where u is what passed the ReLU.
struct ColumnGradient {
  double weight, bias, by_upstream, by_distance, constant;
};
ColumnGradient column_gradient(double sum, double product, double weight, double inverse,
                               double count) {
  // exercise: batch-norm-2d/column-gradient
  //| y = (x - mean) inverse weight + bias, inverse = 1 / sqrt(var + eps). `sum` is the sum of all u of the column,
  //| `product` that of u (x - mean), `count` how many there are. Give back the gradients of weight and bias, and the
  //| three numbers of the gradient of x, which moves y directly, through the mean and through the variance:
  //| weight inverse (u - mean(u) - z mean(u z)), where z = (x - mean) inverse.
  const double factor = weight * inverse;
  return {product * inverse, sum, factor, -factor * inverse * inverse * product / count,
          -factor * sum / count};
  // end exercise
}

}  // namespace

template <class T>
std::size_t batch_norm_scratch(const KernelCall& call) {
  // The matrix is the first input, the upstream gradient of the same shape in backward.
  return Scratch<T>(call.in(0), nullptr).bytes();
}

template <class T>
void batch_norm_rows_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index rows = scratch.slices.rows, columns = scratch.slices.columns;
  const T *x = call.in(0).data<T>(), *weight = call.in(1).data<T>(), *bias = call.in(2).data<T>();
  const T* residual = call.inputs.size() > 3 ? call.in(3).data<T>() : nullptr;
  T *y = call.out(0).data<T>(), *mean = call.out(1).data<T>(), *var = call.out(2).data<T>();
  if (rows == 0 || columns == 0) return;

  // Distances from the first row: sums of squares of large numbers would lose the small
  // differences.
  T* start = scratch.at(0);
  std::copy(x, x + columns, start);
  repeat(start, columns);
  scratch.slices.for_each([&](Index slice, Index begin, Index end) {
    add_columns<T>(
        begin, end, columns,
        [x, start](Index at, Index j) {
          const T d = x[at] - start[j];
          return std::pair{d, d * d};
        },
        scratch.sums(slice));
  });
  const auto count = static_cast<double>(rows);
  for (Index c = 0; c < columns; ++c) {
    const Moments moments =
        moments_of(start[c], scratch.total(c, 0) / count, scratch.total(c, 1) / count);
    mean[c] = static_cast<T>(moments.mean);
    var[c] = static_cast<T>(moments.var);
  }
  fill_tables(scratch, weight, bias, mean, var, settings.eps);
  write_rows(scratch, x, residual, settings.relu, y);
}

// y once more, from statistics that are known.
template <class T>
void batch_norm_again_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const Scratch<T> scratch(call.in(0), call.workspace);
  if (call.in(0).numel() == 0) return;
  fill_tables(scratch, call.in(1).data<T>(), call.in(2).data<T>(), call.in(3).data<T>(),
              call.in(4).data<T>(), settings.eps);
  write_rows(scratch, call.in(0).data<T>(), call.inputs.size() > 5 ? call.in(5).data<T>() : nullptr,
             settings.relu, call.out().data<T>());
}

// Without statistics: the second half of batch norm alone.
template <class T>
void affine_rows_kernel(const KernelCall& call) {
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index columns = scratch.slices.columns;
  const T *scale = call.in(1).data<T>(), *shift = call.in(2).data<T>();
  if (call.in(0).numel() == 0) return;
  std::fill(scratch.at(kCentre), scratch.at(kCentre) + columns, T(0));
  std::copy(scale, scale + columns, scratch.at(kScale));
  std::copy(shift, shift + columns, scratch.at(kShift));
  for (int i = 0; i < 3; ++i) repeat(scratch.at(i), columns);
  write_rows(scratch, call.in(0).data<T>(), call.inputs.size() > 3 ? call.in(3).data<T>() : nullptr,
             call.attributes.as<BatchNormRowsAttributes>().relu, call.out().data<T>());
}

template <class T>
void batch_norm_backward_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index rows = scratch.slices.rows, columns = scratch.slices.columns;
  const T *g = call.in(0).data<T>(), *x = call.in(1).data<T>(), *weight = call.in(2).data<T>(),
          *mean = call.in(4).data<T>(), *var = call.in(5).data<T>(),
          *residual = call.inputs.size() > 6 ? call.in(6).data<T>() : nullptr;
  T *dx = call.out(0).data<T>(), *parameters = call.out(1).data<T>();
  T* passed = call.outputs.size() > 2 ? call.out(2).data<T>() : nullptr;
  if (rows == 0 || columns == 0) return;

  fill_tables(scratch, weight, call.in(3).data<T>(), mean, var, settings.eps);
  const T *centre = scratch.at(kCentre), *scale = scratch.at(kScale), *shift = scratch.at(kShift);
  T *factor = scratch.at(3), *by_x = scratch.at(4), *constant = scratch.at(5);
  // What passes the ReLU: the upstream gradient where y > 0. Computing y again takes less time than
  // reading it.
  const auto with_upstream = [&](const auto& body) {
    const auto y = [=](Index at, Index j) { return (x[at] - centre[j]) * scale[j] + shift[j]; };
    if (settings.relu && residual)
      body([=](Index at, Index j) { return passed_by_relu(g[at], y(at, j) + residual[at]); });
    else if (settings.relu)
      body([=](Index at, Index j) { return passed_by_relu(g[at], y(at, j)); });
    else
      body([=](Index at, Index) { return g[at]; });
  };
  with_upstream([&](const auto& upstream) {
    scratch.slices.for_each([&](Index slice, Index begin, Index end) {
      add_columns<T>(
          begin, end, columns,
          [x, centre, upstream](Index at, Index j) {
            const T u = upstream(at, j);
            return std::pair{u, u * (x[at] - centre[j])};
          },
          scratch.sums(slice));
    });
  });
  const auto count = static_cast<double>(rows);
  for (Index c = 0; c < columns; ++c) {
    const ColumnGradient column =
        column_gradient(scratch.total(c, 0), scratch.total(c, 1), static_cast<double>(weight[c]),
                        1 / std::sqrt(static_cast<double>(var[c]) + settings.eps), count);
    parameters[c] = static_cast<T>(column.weight);
    parameters[columns + c] = static_cast<T>(column.bias);
    factor[c] = static_cast<T>(column.by_upstream);
    by_x[c] = static_cast<T>(column.by_distance);
    constant[c] = static_cast<T>(column.constant);
  }
  for (T* table : {factor, by_x, constant}) repeat(table, columns);
  with_upstream([&](const auto& upstream) {
    scratch.slices.for_each([&](Index, Index begin, Index end) {
      for_each_number(begin, end, columns, [=](Index at, Index j) {
        const T u = upstream(at, j);
        dx[at] = factor[j] * u + by_x[j] * (x[at] - centre[j]) + constant[j];
        if (passed) passed[at] = u;
      });
    });
  });
}

template void batch_norm_rows_kernel<float>(const KernelCall&);
template void batch_norm_rows_kernel<double>(const KernelCall&);
template void batch_norm_again_kernel<float>(const KernelCall&);
template void batch_norm_again_kernel<double>(const KernelCall&);
template void affine_rows_kernel<float>(const KernelCall&);
template void affine_rows_kernel<double>(const KernelCall&);
template void batch_norm_backward_kernel<float>(const KernelCall&);
template void batch_norm_backward_kernel<double>(const KernelCall&);
template std::size_t batch_norm_scratch<float>(const KernelCall&);
template std::size_t batch_norm_scratch<double>(const KernelCall&);

}  // namespace gradus
