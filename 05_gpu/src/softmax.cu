// Softmax and its logarithm along any axis: the statistics of a row in one pass, the results in
// another.
#include "softmax.h"

#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/softmax.h>
#include <gradus/layers/softmax.h>

#include <cmath>

#include "online_softmax.cuh"
#include "reduce.cuh"
#include "reduction_plan.h"
#include "walk.cuh"

namespace gradus::cuda {
namespace {

// Where rows begin (0: in the output, 1: in the input), and the step along them.
struct Rows {
  Walk<2, Index> begin;
  Index rows, count, out_step, in_step;
};

// blockDim.x neighbouring threads do a row; one alone, where rows lie next to each other.
template <class T, bool kLog>
__global__ void softmax_rows(Rows rows, const T* from, T* to) {
  using Fold = OnlineSoftmax<T>;
  __shared__ typename Fold::Value part[kWarp];
  const Index row = static_cast<Index>(blockIdx.x) * blockDim.y + threadIdx.y;
  const Index count = row < rows.rows ? rows.count : 0;
  Index at[2] = {};
  if (count > 0) rows.begin.offsets(row, at);
  const T* x = from + at[1];
  T* y = to + at[0];
  // exercise: softmax/rows
  //| Number c of the row is x[c * rows.in_step], its result y[c * rows.out_step], for c below `count`, which is 0 for threads
  //| without a row. Fold this thread's share (Fold::add), join the shares (row_reduce, with `part`), then write this
  //| thread's share of the results: e^(x - largest) / total(all), or with kLog x - largest - log(total(all)).
  typename Fold::Value own = Fold::nothing();
  for (Index c = threadIdx.x; c < count; c += blockDim.x)
    own = Fold::add(own, x[c * rows.in_step], c);
  const auto all = row_reduce<Fold>(own, part);
  const T sum = total(all), log_sum = std::log(sum);
  for (Index c = threadIdx.x; c < count; c += blockDim.x) {
    const T above = x[c * rows.in_step] - all.largest;
    y[c * rows.out_step] = kLog ? above - log_sum : exponential(above) / sum;
  }
  // end exercise
}

template <class T, bool kLog>
void kernel(const KernelCall& call) {
  const int axis = call.attributes.as<SoftmaxAttributes>().axis;
  const Array &in = call.in(0), &out = call.out();
  if (in.numel() == 0) return;
  const Layout x_first = views::select(in.layout, axis, 0),
               y_first = views::select(out.layout, axis, 0);
  const Loop<2> loop = plan_loop<2>({&y_first, &x_first});
  const Rows rows{Walk<2, Index>(loop), y_first.numel(), in.shape()[axis], out.strides()[axis],
                  in.strides()[axis]};
  const bool side_by_side = rows.rows > 1 && loop.stride[loop.rank - 1][1] < rows.in_step;
  const int width = side_by_side ? 1 : threads_for_row(rows.count);
  const dim3 block(width, kThreads / width);
  softmax_rows<T, kLog><<<blocks_for(rows.rows, block.y, std::numeric_limits<int>::max()), block, 0,
                          current_stream()>>>(rows, in.data<T>(), out.data<T>());
  check_launch(kLog ? "log_softmax" : "softmax");
}

}  // namespace

void register_softmax() {
  static const bool done = [] {
    ops::softmax.add_kernel({gpu, float32, "online", kernel<float, false>});
    ops::softmax.add_kernel({gpu, float64, "online", kernel<double, false>});
    ops::log_softmax.add_kernel({gpu, float32, "online", kernel<float, true>});
    ops::log_softmax.add_kernel({gpu, float64, "online", kernel<double, true>});
    register_cross_entropy();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
