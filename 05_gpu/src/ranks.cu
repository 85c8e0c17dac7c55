// The largest elements: an element's rank is the number of those that come before it.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/ordering.h>

#include "elementwise.cuh"
#include "indexing.cuh"

namespace gradus::cuda {
namespace {

// A block's threads have an element of one column each, and look at all others, tile by tile.
template <class T>
__global__ void rank(Walk<2, Index> walk, Index size, Index blocks_a_column, Index k, bool largest,
                     const T* x, Index x_step, std::int64_t* out, Index out_step) {
  __shared__ T others[kThreads];
  const Index column = blockIdx.x / blocks_a_column;
  const Index own = blockIdx.x % blocks_a_column * kThreads + threadIdx.x;
  Index at[2];
  walk.offsets(column, at);
  const T value = own < size ? x[at[1] + own * x_step] : T(0);
  Index before = 0;
  for (Index tile = 0; tile < size; tile += kThreads) {
    const int count = static_cast<int>(std::min(Index{kThreads}, size - tile));
    if (threadIdx.x < count) others[threadIdx.x] = x[at[1] + (tile + threadIdx.x) * x_step];
    __syncthreads();
    // exercise: indexing/rank
    //| others[0] to others[count - 1] are the elements at the positions from `tile` on. Count in `before` those that are to
    //| stand before this thread's `value`, at position `own`: comes_first(a, b, position of a, position of b, largest).
    for (int j = 0; j < count; ++j) before += comes_first(others[j], value, tile + j, own, largest);
    // end exercise
    __syncthreads();
  }
  if (own < size && before < k) out[at[0] + before * out_step] = own;
}

template <class T>
void topk_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<TopKAttributes>();
  const int axis = settings.axis;
  const Array &x = call.in(0), &out = call.out();
  if (out.numel() == 0) return;
  const Index size = x.shape()[axis], columns = x.numel() / size;
  const Index blocks = (size + kThreads - 1) / kThreads;
  Layout from = x.layout, to = out.layout;
  for (Layout* layout : {&from, &to}) {
    layout->shape.erase(axis);
    layout->strides.erase(axis);
  }
  rank<<<static_cast<unsigned>(columns * blocks), kThreads, 0, current_stream()>>>(
      Walk<2, Index>(plan_loop<2>({&to, &from})), size, blocks, settings.k, settings.largest,
      x.data<T>(), x.strides()[axis], out.data<std::int64_t>(), out.strides()[axis]);
  check_launch("topk");
}

}  // namespace

void register_ranks() {
  for_each_type(All{}, []<class T>(T) {
    ops::topk.add_kernel({gpu, dtype_of<T>, "rank", topk_kernel<T>});
  });
}

}  // namespace gradus::cuda
