#include "reduction_plan.h"

#include <gradus/gpu/launch.h>

#include <algorithm>
#include <limits>

namespace gradus::cuda {
namespace {

constexpr int kWarp = 32;
// Blocks that fill any GPU.
constexpr Index kEnoughBlocks = 512;
// Below so many elements a thread, another piece costs more than it brings.
constexpr Index kLeastOfThread = 8;

template <int N>
Index count(const Loop<N>& loop) {
  Index product = 1;
  for (int axis = 0; axis < loop.rank; ++axis) product *= loop.size[axis];
  return product;
}

}  // namespace

Reduction::Reduction(const Layout& in, const Layout& out, const ReduceAttributes& attributes) {
  Layout kept, gone, to;
  int axis_out = 0;
  for (int axis = 0; axis < in.rank(); ++axis) {
    const bool goes = attributes.axes >> axis & 1;
    Layout& part = goes ? gone : kept;
    part.shape.push_back(in.shape[axis]);
    part.strides.push_back(in.strides[axis]);
    if (!goes) {
      to.shape.push_back(in.shape[axis]);
      to.strides.push_back(out.strides[axis_out]);
    }
    axis_out += !goes || attributes.keepdim;
  }
  outer = plan_loop<2>({&kept, &to});
  inner = plan_loop<1>({&gone});
  results = count(outer);
  terms = count(inner);
}

Index Reduction::pieces() const {
  const Index width = by_columns() ? std::min<Index>(kWarp, results) : 1;
  const Index threads = by_columns() ? kThreads / width : threads_for_row(terms);
  const Index blocks =
      std::max<Index>(1, by_columns() ? results / width : results * threads / kThreads);
  return std::clamp<Index>(std::min(terms / (threads * kLeastOfThread), kEnoughBlocks / blocks), 1,
                           kEnoughBlocks);
}

bool Reduction::fits_int() const {
  Index furthest = results * terms;
  for (std::size_t n = 0; n < 2; ++n) {
    Index last = 0;
    for (int axis = 0; axis < outer.rank; ++axis)
      last += (outer.size[axis] - 1) * outer.stride[axis][n];
    for (int axis = 0; axis < inner.rank && n == 0; ++axis)
      last += (inner.size[axis] - 1) * inner.stride[axis][0];
    furthest = std::max(furthest, last);
  }
  return furthest < std::numeric_limits<int>::max() / 2;
}

int threads_for_row(Index count) {
  if (count > 4 * kWarp) return kThreads;
  int threads = 1;
  while (threads < count && threads < kWarp) threads *= 2;
  return threads;
}

}  // namespace gradus::cuda
