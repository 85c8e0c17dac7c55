#include <gradus/cnn/batch_norm.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>

#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

// A matrix is gone through in slices of neighbouring rows, one after the other in memory. Sums are
// formed in each slice in the dtype of the numbers, and over the slices in double; the slices
// depend on the sizes alone, so the result does not on the number of threads.
struct Slices {
  Index rows, columns;
  Index height;  // rows a slice
  Index count;

  Slices(Index all_rows, Index all_columns)
      : rows(all_rows),
        columns(all_columns),
        height(std::max<Index>(1, 16384 / std::max<Index>(columns, 1))),
        count((rows + height - 1) / height) {}
  template <class Body>
  void for_each(const Body& body) const {
    parallel_for(0, count, 1, [&](Index begin, Index end) {
      for (Index slice = begin; slice < end; ++slice)
        body(slice, slice * height, std::min(rows, (slice + 1) * height));
    });
  }
};

// Columns are few in images (16, 32, ...), rows many: so several rows are done as one strip of
// kStrip numbers, whose loop has a length that the compiler knows. Tables of numbers for each
// column are repeated to fill a strip.
constexpr Index kStrip = 128;

constexpr bool fits_strip(Index columns) { return columns > 0 && kStrip % columns == 0; }
constexpr Index table_size(Index columns) { return std::max(columns, kStrip); }

// Calls body(place in memory, place in a table) for every number of some rows.
template <class Body>
void for_each_number(Index begin, Index end, Index columns, const Body& body) {
  Index at = begin * columns;
  const Index last = end * columns;
  if (fits_strip(columns))
    for (; at + kStrip <= last; at += kStrip)
      for (Index j = 0; j < kStrip; ++j) body(at + j, j);
  for (; at < last; at += columns)
    for (Index c = 0; c < columns; ++c) body(at + c, c);
}

// Adds up two terms for each column over some rows: terms(at, j) gives both, `sums` has two tables.
template <class T, class Terms>
void add_columns(Index begin, Index end, Index columns, const Terms& terms, T* sums) {
  const Index size = table_size(columns);
  std::fill(sums, sums + 2 * size, T(0));
  if (fits_strip(columns)) {
    T first[kStrip] = {}, second[kStrip] = {};
    for_each_number(begin, end, columns, [&](Index at, Index j) {
      const auto [a, b] = terms(at, j);
      first[j] += a;
      second[j] += b;
    });
    for (Index j = 0; j < kStrip; ++j) {
      sums[j % columns] += first[j];
      sums[size + j % columns] += second[j];
    }
  } else {
    for_each_number(begin, end, columns, [&](Index at, Index c) {
      const auto [a, b] = terms(at, c);
      sums[c] += a;
      sums[size + c] += b;
    });
  }
}

// Repeats a table's first `columns` numbers.
template <class T>
void repeat(T* table, Index columns) {
  for (Index j = columns; fits_strip(columns) && j < kStrip; ++j) table[j] = table[j - columns];
}

// The scratch memory: tables, and the sums of each slice.
template <class T>
struct Scratch {
  static constexpr int kTables = 4;
  Slices slices;
  Index table;
  T* memory;

  Scratch(const Array& x, std::byte* workspace)
      : slices(x.shape()[0], x.shape()[1]),
        table(table_size(slices.columns)),
        memory(reinterpret_cast<T*>(workspace)) {}
  T* at(int i) const { return memory + i * table; }
  T* sums(Index slice) const { return memory + (kTables + 2 * slice) * table; }
  std::size_t bytes() const {
    return static_cast<std::size_t>((kTables + 2 * slices.count) * table) * sizeof(T);
  }
  // The sum over all slices of column c; which = 0 or 1.
  double total(Index c, int which) const {
    double result = 0;
    for (Index slice = 0; slice < slices.count; ++slice)
      result += static_cast<double>(sums(slice)[which * table + c]);
    return result;
  }
};

template <class T>
std::size_t scratch_bytes(const KernelCall& call) {
  // The matrix is the first input, the upstream gradient of the same shape in backward.
  return Scratch<T>(call.in(0), nullptr).bytes();
}

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

// y = (x - centre) scale + shift + residual, and perhaps a ReLU, with tables 1 to 3.
template <class T>
void write_rows(const Scratch<T>& scratch, const T* x, const T* residual, bool with_relu, T* y) {
  const T *centre = scratch.at(1), *scale = scratch.at(2), *shift = scratch.at(3);
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
void forward_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index rows = scratch.slices.rows, columns = scratch.slices.columns;
  const T *x = call.in(0).data<T>(), *weight = call.in(1).data<T>(), *bias = call.in(2).data<T>();
  const T* residual = call.inputs.size() > 3 ? call.in(3).data<T>() : nullptr;
  T *y = call.out(0).data<T>(), *mean = call.out(1).data<T>(), *var = call.out(2).data<T>();
  if (rows == 0 || columns == 0) return;

  // Distances from the first row: sums of squares of large numbers would lose the small
  // differences.
  T *start = scratch.at(0), *centre = scratch.at(1), *scale = scratch.at(2), *shift = scratch.at(3);
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
    centre[c] = mean[c];
    scale[c] =
        static_cast<T>(static_cast<double>(weight[c]) / std::sqrt(moments.var + settings.eps));
    shift[c] = bias[c];
  }
  for (T* table : {centre, scale, shift}) repeat(table, columns);

  write_rows(scratch, x, residual, settings.relu, y);
}

// Without statistics: the second half of batch norm alone.
template <class T>
void affine_kernel(const KernelCall& call) {
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index columns = scratch.slices.columns;
  const T *scale = call.in(1).data<T>(), *shift = call.in(2).data<T>();
  if (call.in(0).numel() == 0) return;
  std::fill(scratch.at(1), scratch.at(1) + columns, T(0));
  std::copy(scale, scale + columns, scratch.at(2));
  std::copy(shift, shift + columns, scratch.at(3));
  for (int i = 1; i < 4; ++i) repeat(scratch.at(i), columns);
  write_rows(scratch, call.in(0).data<T>(), call.inputs.size() > 3 ? call.in(3).data<T>() : nullptr,
             call.attributes.as<BatchNormRowsAttributes>().relu, call.out().data<T>());
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

template <class T>
void backward_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const Scratch<T> scratch(call.in(0), call.workspace);
  const Index rows = scratch.slices.rows, columns = scratch.slices.columns;
  const T *g = call.in(0).data<T>(), *y = call.in(1).data<T>(), *x = call.in(2).data<T>(),
          *weight = call.in(3).data<T>(), *mean = call.in(4).data<T>(), *var = call.in(5).data<T>();
  T *dx = call.out(0).data<T>(), *parameters = call.out(1).data<T>();
  T* passed = call.outputs.size() > 2 ? call.out(2).data<T>() : nullptr;
  if (rows == 0 || columns == 0) return;

  T *centre = scratch.at(0), *scale = scratch.at(1), *by_x = scratch.at(2), *shift = scratch.at(3);
  std::copy(mean, mean + columns, centre);
  repeat(centre, columns);
  // What passes the ReLU: the upstream gradient where y > 0.
  const auto with_upstream = [&](const auto& body) {
    if (settings.relu)
      body([g, y](Index at) { return passed_by_relu(g[at], y[at]); });
    else
      body([g](Index at) { return g[at]; });
  };
  with_upstream([&](const auto& upstream) {
    scratch.slices.for_each([&](Index slice, Index begin, Index end) {
      add_columns<T>(
          begin, end, columns,
          [x, centre, upstream](Index at, Index j) {
            const T u = upstream(at);
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
    scale[c] = static_cast<T>(column.by_upstream);
    by_x[c] = static_cast<T>(column.by_distance);
    shift[c] = static_cast<T>(column.constant);
  }
  for (T* table : {scale, by_x, shift}) repeat(table, columns);
  with_upstream([&](const auto& upstream) {
    scratch.slices.for_each([&](Index, Index begin, Index end) {
      if (passed)
        for_each_number(begin, end, columns, [=](Index at, Index) { passed[at] = upstream(at); });
      for_each_number(begin, end, columns, [=](Index at, Index j) {
        dx[at] = scale[j] * upstream(at) + by_x[j] * (x[at] - centre[j]) + shift[j];
      });
    });
  });
}

void check_rows(const Operation& op, const Array& array, const Shape& shape, const Array& x) {
  if (!(array.shape() == shape) || !(array.dtype == x.dtype))
    fail(op.name(), ": an input is ", array.shape(), " ", array.dtype, " and must be ", shape, " ",
         x.dtype);
  if (!array.is_contiguous()) fail(op.name(), ": inputs must lie row after row; call contiguous()");
}

void infer_forward(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array& x = *inputs[0];
  if (x.rank() != 2) fail(op.name(), ": needs a matrix [P, C], not ", x.shape());
  const Shape columns{x.shape()[1]};
  check_rows(op, x, x.shape(), x);
  check_rows(op, *inputs[1], columns, x);
  check_rows(op, *inputs[2], columns, x);
  if (inputs.size() > 3) check_rows(op, *inputs[3], x.shape(), x);
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
  for (int i = 0; i < 2; ++i) outputs.push_back({columns, contiguous_strides(columns), x.dtype});
}

void infer_affine(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  OutputSpecs all;
  infer_forward(op, inputs, attributes, all);
  outputs.push_back(all[0]);
}

// Inputs: upstream, y, x, weight, mean, var.
void infer_backward(const Operation& op, Inputs inputs, const Attributes& attributes,
                    OutputSpecs& outputs) {
  const Array& x = *inputs[2];
  const Shape columns{x.shape()[1]}, parameters{2, x.shape()[1]};
  for (int i = 0; i < 3; ++i) check_rows(op, *inputs[static_cast<std::size_t>(i)], x.shape(), x);
  for (int i = 3; i < 6; ++i) check_rows(op, *inputs[static_cast<std::size_t>(i)], columns, x);
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
  outputs.push_back({parameters, contiguous_strides(parameters), x.dtype});
  if (attributes.as<BatchNormRowsAttributes>().residual)
    outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
}

}  // namespace

namespace ops {
Operation batch_norm_rows("batch_norm_rows", infer_forward,
                          {{cpu, float32, "strips", forward_kernel<float>, scratch_bytes<float>},
                           {cpu, float64, "strips", forward_kernel<double>,
                            scratch_bytes<double>}});
Operation affine_rows("affine_rows", infer_affine,
                      {{cpu, float32, "strips", affine_kernel<float>, scratch_bytes<float>},
                       {cpu, float64, "strips", affine_kernel<double>, scratch_bytes<double>}});
Operation batch_norm_rows_backward(
    "batch_norm_rows_backward", infer_backward,
    {{cpu, float32, "strips", backward_kernel<float>, scratch_bytes<float>},
     {cpu, float64, "strips", backward_kernel<double>, scratch_bytes<double>}});
}  // namespace ops

}  // namespace gradus
