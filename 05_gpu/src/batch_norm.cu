// Batch norm of the columns of a matrix with what follows it, and its gradient.
#include <gradus/cnn/batch_norm.h>
#include <gradus/common/error.h>

#include <cmath>

#include "moments.cuh"
#include "normalisation.h"
#include "reduction.cuh"

namespace gradus::cuda {
namespace {

// What belongs to the columns, and the matrix: y = (x - mean) inverse weight + bias (+ residual,
// and perhaps a ReLU).
template <class T>
struct Columns {
  const T *x, *weight, *bias, *mean, *var,
      *residual;  // without mean and var: 0 and 1; residual may be null
  Index rows, columns;
  T eps;
  bool relu;

  __device__ T distance(Index at, Index c) const { return mean ? x[at] - mean[c] : x[at]; }
  __device__ T inverse(Index c) const { return var ? 1 / std::sqrt(var[c] + eps) : T(1); }
  __device__ T before_relu(Index at, Index c) const {
    const T y = distance(at, c) * (inverse(c) * weight[c]) + bias[c];
    return residual ? y + residual[at] : y;
  }
  // What of the upstream gradient reaches what went into the ReLU.
  __device__ T passed(T upstream, Index at, Index c) const {
    return !relu || before_relu(at, c) > T(0) ? upstream : T(0);
  }
};

// The columns side by side in x, rows in y; each thread stays in its column.
dim3 block_for(Index columns) {
  int width = 1;
  while (width < columns && width < kWarp) width *= 2;
  return dim3(width, kThreads / width);
}
dim3 grid_for(Index rows, Index columns, dim3 block) {
  return dim3(blocks_for(columns, block.x, std::numeric_limits<int>::max()),
              blocks_for((rows + 7) / 8, block.y));
}

template <class T>
__global__ void write_rows(Columns<T> columns, T* y) {
  const Index c = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  const Index first = static_cast<Index>(blockIdx.y) * blockDim.y + threadIdx.y;
  const Index step = static_cast<Index>(gridDim.y) * blockDim.y;
  // exercise: normalisation/write-rows
  //| Column c (if there is one: columns.columns), the rows from `first` on in steps of `step`. The element of a row stands
  //| at row * columns.columns + c. Write columns.before_relu(at, c); with columns.relu what is below 0 becomes 0, and NaN
  //| stays.
  if (c < columns.columns)
    for (Index row = first; row < columns.rows; row += step) {
      const Index at = row * columns.columns + c;
      const T value = columns.before_relu(at, c);
      y[at] = columns.relu && value <= T(0) ? T(0) : value;
    }
  // end exercise
}

// The sums behind the gradients: of u, what passed the ReLU, and of u (x - mean).
template <class T>
struct ColumnSums {
  struct Value {
    T sum, product;
  };
  static constexpr Value nothing() { return {0, 0}; }
  static constexpr Value add(const Value& own, const Value& x, Index) { return join(own, x); }
  static constexpr Value join(const Value& a, const Value& b) {
    return {a.sum + b.sum, a.product + b.product};
  }
};
template <class T>
struct LoadTerms {
  Columns<T> columns;
  const T* upstream;
  __device__ typename ColumnSums<T>::Value operator()(Index at, Index c) const {
    // exercise: normalisation/terms
    //| What element `at` of column c adds to the two sums: {u, u (x - mean)}, u being what passed the ReLU
    //| (columns.passed) of upstream[at], and x - mean columns.distance(at, c).
    const T u = columns.passed(upstream[at], at, c);
    return {u, u * columns.distance(at, c)};
    // end exercise
  }
};
// The gradients of weight and bias, [2, columns].
template <class T>
struct StoreParameters {
  Columns<T> columns;
  T* gradients;
  __device__ void operator()(Index at, Index c, Index,
                             const typename ColumnSums<T>::Value& all) const {
    gradients[at] = all.product * columns.inverse(c);
    gradients[columns.columns + at] = all.sum;
  }
};

template <class T>
__global__ void write_gradients(Columns<T> columns, const T* upstream, const T* parameters, T* dx,
                                T* residual) {
  const Index c = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  const Index step = static_cast<Index>(gridDim.y) * blockDim.y;
  if (c >= columns.columns) return;
  const T by_weight = parameters[c], by_bias = parameters[columns.columns + c];
  const T inverse = columns.inverse(c), weight = columns.weight[c], count = columns.rows;
  for (Index row = static_cast<Index>(blockIdx.y) * blockDim.y + threadIdx.y; row < columns.rows;
       row += step) {
    const Index at = row * columns.columns + c;
    const T u = columns.passed(upstream[at], at, c);
    if (residual) residual[at] = u;
    // exercise: normalisation/gradient
    //| dx[at] = weight inverse (u - mean(u) - z mean(u z)), z = (x - mean) inverse being the normalised number
    //| (columns.distance(at, c) is x - mean). The sums of u and of u z over the column are the gradients of bias and weight:
    //| by_bias and by_weight. There are `count` numbers.
    const T z = columns.distance(at, c) * inverse;
    dx[at] = weight * inverse * (u - (by_bias + z * by_weight) / count);
    // end exercise
  }
}

// The inputs from number `first` on: x, weight, bias, then perhaps mean and var, then perhaps the
// residual.
template <class T>
Columns<T> columns_of(const KernelCall& call, int first, bool statistics) {
  const auto& settings = call.attributes.as<BatchNormRowsAttributes>();
  const auto input = [&](int i) -> const T* {
    return first + i < static_cast<int>(call.inputs.size()) ? call.in(first + i).data<T>()
                                                            : nullptr;
  };
  const Shape& shape = call.in(first).shape();
  return {input(0),
          input(1),
          input(2),
          statistics ? input(3) : nullptr,
          statistics ? input(4) : nullptr,
          input(statistics ? 5 : 3),
          shape[0],
          shape[1],
          static_cast<T>(settings.eps),
          settings.relu};
}

// The columns of a matrix that lies row after row.
Reduction plan(const KernelCall& call) {
  const Shape& shape = call.in(0).shape();
  return {Layout::contiguous(shape), Layout::contiguous({shape[1]}), ReduceAttributes{1, false}};
}

template <class T>
void write(const char* name, const Columns<T>& columns, const Array& y) {
  const dim3 block = block_for(columns.columns);
  write_rows<<<grid_for(columns.rows, columns.columns, block), block, 0, current_stream()>>>(
      columns, y.data<T>());
  check_launch(name);
}

template <class T>
void forward(const KernelCall& call) {
  if (call.in(0).numel() == 0) return;
  Columns<T> columns = columns_of<T>(call, 0, false);
  T *mean = call.out(1).data<T>(), *var = call.out(2).data<T>();
  reduce<Welford<T>>("batch_norm_rows", plan(call), LoadFrom<T>{columns.x},
                     StoreMoments<T>{mean, var}, call.workspace);
  columns.mean = mean;
  columns.var = var;
  write("batch_norm_rows", columns, call.out());
}

template <class T>
void again(const KernelCall& call) {
  if (call.in(0).numel() > 0) write("batch_norm_again", columns_of<T>(call, 0, true), call.out());
}

template <class T>
void affine(const KernelCall& call) {
  if (call.in(0).numel() > 0) write("affine_rows", columns_of<T>(call, 0, false), call.out());
}

template <class T>
void backward(const KernelCall& call) {
  if (call.in(0).numel() == 0) return;
  const Columns<T> columns = columns_of<T>(call, 1, true);
  const T* upstream = call.in(0).data<T>();
  T* parameters = call.out(1).data<T>();
  reduce<ColumnSums<T>>("batch_norm_rows_backward", plan(call), LoadTerms<T>{columns, upstream},
                        StoreParameters<T>{columns, parameters}, call.workspace);
  const dim3 block = block_for(columns.columns);
  write_gradients<<<grid_for(columns.rows, columns.columns, block), block, 0, current_stream()>>>(
      columns, upstream, parameters, call.out().data<T>(),
      call.outputs.size() > 2 ? call.out(2).data<T>() : nullptr);
  check_launch("batch_norm_rows_backward");
}

template <class T>
void add_kernels() {
  ops::batch_norm_rows.add_kernel(
      {gpu, dtype_of<T>, "columns", forward<T>,
       [](const KernelCall& call) { return reduction_workspace<Welford<T>>(plan(call)); }});
  ops::batch_norm_again.add_kernel({gpu, dtype_of<T>, "columns", again<T>});
  ops::affine_rows.add_kernel({gpu, dtype_of<T>, "columns", affine<T>});
  ops::batch_norm_rows_backward.add_kernel(
      {gpu, dtype_of<T>, "columns", backward<T>,
       [](const KernelCall& call) { return reduction_workspace<ColumnSums<T>>(plan(call)); }});
}

}  // namespace

void register_batch_norm() {
  add_kernels<float>();
  add_kernels<double>();
}

}  // namespace gradus::cuda
