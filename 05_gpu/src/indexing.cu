// Reading and writing where an index says.
#include <gradus/common/error.h>
#include <gradus/gpu/indexing.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/view_ops.h>

#include "elementwise.cuh"
#include "index_guard.cuh"
#include "indexing.cuh"

namespace gradus::cuda {
namespace {

// [gather]
template <class T>
__global__ void gather(Walk<3, Index> walk, Index count, IndexGuard guard, const T* from,
                       Index from_step, const std::int64_t* index, T* to) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    Index at[3];
    walk.offsets(i, at);
    // exercise: indexing/gather
    //| Element i of the result lies at to[at[0]], its position at index[at[1]]. The column that it is taken from begins at
    //| from[at[2]], and from_step further on is the next element of that column. What guard.inside(position, i) refuses
    //| becomes 0.
    const std::int64_t position = index[at[1]];
    to[at[0]] = guard.inside(position, i) ? from[at[2] + position * from_step] : T(0);
    // end exercise
  }
}
// [gather]

// One thread a column, which goes through its sources in their order.
template <class T>
__global__ void scatter_columns(Walk<3, Index> walk, Index columns, Index height, IndexGuard guard,
                                T* to, Index to_step, const std::int64_t* index, Index index_step,
                                const T* from, Index from_step) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index column = Index{blockIdx.x} * blockDim.x + threadIdx.x; column < columns;
       column += step) {
    Index at[3];
    walk.offsets(column, at);
    for (Index k = 0; k < height; ++k) {
      const std::int64_t position = index[at[1] + k * index_step];
      if (guard.inside(position, guard.element(column, k)))
        to[at[0] + position * to_step] += from[at[2] + k * from_step];
    }
  }
}

// One thread a destination: it looks at all sources of its column, in their order, and takes those
// that are for it. A block's threads read a tile of sources together.
template <class T>
__global__ void scatter_destinations(Walk<3, Index> walk, Index height, Index blocks_a_column,
                                     IndexGuard guard, T* to, Index to_step,
                                     const std::int64_t* index, Index index_step, const T* from,
                                     Index from_step) {
  __shared__ std::int64_t positions[kThreads];
  __shared__ T values[kThreads];
  const Index column = blockIdx.x / blocks_a_column;
  const Index own = blockIdx.x % blocks_a_column * kThreads + threadIdx.x;
  const int i = threadIdx.x;
  Index at[3];
  walk.offsets(column, at);
  T sum = own < guard.size ? to[at[0] + own * to_step] : T(0);
  for (Index tile = 0; tile < height; tile += kThreads) {
    const int count = static_cast<int>(std::min(Index{kThreads}, height - tile));
    // exercise: indexing/scatter-tile
    //| There are `count` sources from `tile` on: source k has its position at index[at[1] + k * index_step] and its value at
    //| from[at[2] + k * from_step]. The threads fetch one each into positions and values; one that
    //| guard.inside(position, guard.element(column, k)) refuses is for nobody: position -1. Then every thread adds to `sum`
    //| what is for `own`, in the order of the sources. All must be done with a tile before it is overwritten.
    if (i < count) {
      const Index k = tile + i;
      const std::int64_t position = index[at[1] + k * index_step];
      positions[i] = guard.inside(position, guard.element(column, k)) ? position : -1;
      values[i] = from[at[2] + k * from_step];
    }
    __syncthreads();
    for (int k = 0; k < count; ++k)
      if (positions[k] == own) sum += values[k];
    __syncthreads();
    // end exercise
  }
  if (own < guard.size) to[at[0] + own * to_step] = sum;
}

const char* name_of(const AxisAttributes& attributes, const char* operation) {
  return attributes.caller ? attributes.caller : operation;
}

// One column in place of each: the axis is left out.
Layout without(Layout layout, int axis) {
  layout.shape.erase(axis);
  layout.strides.erase(axis);
  return layout;
}

template <class T>
void gather_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<AxisAttributes>();
  const int axis = attributes.axis;
  const Array &from = call.in(0), &index = call.in(1), &to = call.out();
  const Index count = to.numel();
  if (count == 0) return;
  const IndexGuard guard{
      note_positions(name_of(attributes, "gather"), index, from.shape()[axis], axis)};
  Layout columns = from.layout;
  columns.shape = index.shape();
  columns.strides[axis] = 0;
  const Walk<3, Index> walk(plan_loop<3>({&to.layout, &index.layout, &columns}));
  gather<<<blocks_for(count), kThreads, 0, current_stream()>>>(
      walk, count, guard, from.data<T>(), from.strides()[axis], index.data<std::int64_t>(),
      to.data<T>());
  check_launch("gather");
}

// Up to so many destinations have a thread each; above, columns keep the GPU busy better.
constexpr Index kMostDestinations = 1 << 17;

template <class T>
void scatter_add_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<AxisAttributes>();
  const int axis = attributes.axis;
  const Array &x = call.in(0), &index = call.in(1), &from = call.in(2), &to = call.out();
  map<T, T>("scatter_add", Unchanged{}, to, x);
  const Index height = index.shape()[axis], size = x.shape()[axis];
  if (index.numel() == 0) return;
  const Index columns = index.numel() / height;
  const IndexGuard guard{note_positions(name_of(attributes, "scatter_add"), index, size, axis)};
  Layout places = without(to.layout, axis);
  const Layout positions = without(index.layout, axis), sources = without(from.layout, axis);
  places.shape = positions.shape;
  const Walk<3, Index> walk(plan_loop<3>({&places, &positions, &sources}));
  const Index steps[] = {to.strides()[axis], index.strides()[axis], from.strides()[axis]};
  if (size > 0 && columns * size <= kMostDestinations) {
    const Index blocks = (size + kThreads - 1) / kThreads;
    scatter_destinations<<<static_cast<unsigned>(columns * blocks), kThreads, 0,
                           current_stream()>>>(walk, height, blocks, guard, to.data<T>(), steps[0],
                                               index.data<std::int64_t>(), steps[1], from.data<T>(),
                                               steps[2]);
  } else {
    scatter_columns<<<blocks_for(columns), kThreads, 0, current_stream()>>>(
        walk, columns, height, guard, to.data<T>(), steps[0], index.data<std::int64_t>(), steps[1],
        from.data<T>(), steps[2]);
  }
  check_launch("scatter_add");
}

}  // namespace

void register_indexing() {
  static const bool done = [] {
    for_each_type(All{}, []<class T>(T) {
      ops::gather.add_kernel({gpu, dtype_of<T>, "threads", gather_kernel<T>});
      ops::scatter_add.add_kernel({gpu, dtype_of<T>, "ordered", scatter_add_kernel<T>});
    });
    register_joining();
    register_ranks();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
