// Running sums along an axis.
#include <gradus/tensor_autograd/cumsum.h>

#include <algorithm>

#include "elementwise.cuh"
#include "reduce.cuh"
#include "reductions.h"

namespace gradus::cuda {
namespace {

// The lines: where they begin (0: in the output, 1: in the input), and the step along them.
struct Lines {
  Walk<2, Index> begin;
  Index lines, count, out_step, in_step;
};

// The sum of this lane's value and those of all lanes below.
template <class T>
__device__ T warp_scan(T value) {
  const int lane = threadIdx.x % kWarp;
  for (int other = 1; other < kWarp; other *= 2) {
    const T below = __shfl_up_sync(kAllLanes, value, other);
    if (lane >= other) value += below;
  }
  return value;
}

// A block a line, as many elements at a time as it has threads; what came before is carried along.
template <class T>
__global__ void scan_rows(Lines lines, const T* x, T* y) {
  __shared__ T warp_total[kWarp];
  Index at[2];
  lines.begin.offsets(blockIdx.x, at);
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, warps = blockDim.x / kWarp;
  T before = 0;
  for (Index first = 0; first < lines.count; first += blockDim.x) {
    const Index i = first + threadIdx.x;
    const T own = warp_scan(i < lines.count ? x[at[1] + i * lines.in_step] : T(0));
    if (lane == kWarp - 1) warp_total[warp] = own;
    __syncthreads();
    const T totals = warp_scan(lane < warps ? warp_total[lane] : T(0));
    const T lower = __shfl_sync(kAllLanes, totals, std::max(warp - 1, 0));
    const T all = __shfl_sync(kAllLanes, totals, warps - 1);
    if (i < lines.count) y[at[0] + i * lines.out_step] = before + (warp > 0 ? lower + own : own);
    before += all;
    __syncthreads();
  }
}

// A thread a line: neighbouring threads read what lies side by side. A second sum for every kFew
// elements keeps the rounding error small.
template <class T>
__global__ void scan_columns(Lines lines, const T* x, T* y) {
  constexpr int kFew = 128;
  const Index line = static_cast<Index>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (line >= lines.lines) return;
  Index at[2];
  lines.begin.offsets(line, at);
  T before = 0;
  for (Index first = 0; first < lines.count; first += kFew) {
    const Index end = first + kFew < lines.count ? first + kFew : lines.count;
    T total = 0;
    for (Index i = first; i < end; ++i) {
      total += x[at[1] + i * lines.in_step];
      y[at[0] + i * lines.out_step] = before + total;
    }
    before += total;
  }
}

template <class T>
void kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<CumsumAttributes>();
  const Array &in = call.in(0), &out = call.out();
  if (in.numel() == 0) return;
  const Layout from = views::select(in.layout, settings.axis, 0),
               to = views::select(out.layout, settings.axis, 0);
  const Loop<2> loop = plan_loop<2>({&to, &from});
  Lines lines{Walk<2, Index>(loop), from.numel(), in.shape()[settings.axis],
              out.strides()[settings.axis], in.strides()[settings.axis]};
  const T* x = in.data<T>();
  T* y = out.data<T>();
  if (settings.reverse) {  // from the last to the first
    x += (lines.count - 1) * lines.in_step;
    y += (lines.count - 1) * lines.out_step;
    lines.in_step = -lines.in_step;
    lines.out_step = -lines.out_step;
  }
  const Index apart = loop.stride[loop.rank - 1][1];
  constexpr auto kMost = std::numeric_limits<int>::max();
  if (lines.lines >= kWarp && apart < in.strides()[settings.axis])
    scan_columns<<<blocks_for(lines.lines, kThreads, kMost), kThreads, 0, current_stream()>>>(lines,
                                                                                              x, y);
  else
    scan_rows<<<static_cast<unsigned>(lines.lines), kThreads, 0, current_stream()>>>(lines, x, y);
  check_launch("cumsum");
}

}  // namespace

void register_cumsum() {
  for_each_type(Types<float, double, std::int64_t>{}, []<class T>(T) {
    ops::cumsum.add_kernel({gpu, dtype_of<T>, "scan", kernel<T>});
  });
}

}  // namespace gradus::cuda
