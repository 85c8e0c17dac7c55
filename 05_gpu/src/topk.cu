// The places of the largest elements along an axis, by insertion.
#include <gradus/tensor_autograd/indexing.h>

#include "elementwise.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

// The lines: where they begin (0: in the output, 1: in the input), and the step along them.
struct Lines {
  Walk<2, Index> begin;
  Index lines, count, k, out_step, in_step;
  bool largest;
};

// Whether element a, at place i, stands before b, at place j. NaN counts as larger than any number.
template <class T>
__device__ bool comes_first(T a, T b, Index i, Index j, bool largest) {
  const bool a_larger = a > b || (a != a && b == b), b_larger = b > a || (b != b && a == a);
  return a_larger == b_larger ? i < j : a_larger == largest;
}

// A thread a line. The places found so far stand in the output, best first.
template <class T>
__global__ void topk_lines(Lines lines, const T* from, std::int64_t* to) {
  const Index line = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (line >= lines.lines) return;
  Index at[2];
  lines.begin.offsets(line, at);
  const T* x = from + at[1];
  std::int64_t* best = to + at[0];
  for (Index i = 0; i < lines.count; ++i) {
    const T value = x[i * lines.in_step];
    Index place = i < lines.k ? i : lines.k;
    while (place > 0) {
      const Index other = best[(place - 1) * lines.out_step];
      if (!comes_first(value, x[other * lines.in_step], i, other, lines.largest)) break;
      if (place < lines.k) best[place * lines.out_step] = other;
      --place;
    }
    if (place < lines.k) best[place * lines.out_step] = i;
  }
}

template <class T>
void kernel(const KernelCall& call) {
  const auto& [axis, k, largest] = call.attributes.as<TopKAttributes>();
  const Array &in = call.in(0), &out = call.out();
  if (out.numel() == 0) return;
  const Layout from = views::select(in.layout, axis, 0), to = views::select(out.layout, axis, 0);
  const Lines lines{Walk<2, Index>(plan_loop<2>({&to, &from})),
                    to.numel(),
                    in.shape()[axis],
                    k,
                    out.strides()[axis],
                    in.strides()[axis],
                    largest};
  topk_lines<<<blocks_for(lines.lines, kThreads, std::numeric_limits<int>::max()), kThreads, 0,
               current_stream()>>>(lines, in.data<T>(), out.data<std::int64_t>());
  check_launch("topk");
}

}  // namespace

void register_topk() {
  for_each_type(All{}, []<class T>(T) {
    ops::topk.add_kernel({gpu, dtype_of<T>, "insertion", kernel<T>});
  });
}

}  // namespace gradus::cuda
