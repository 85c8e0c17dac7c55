#pragma once
// Reductions that join elements two by two (sums, largest numbers), over any axes of any layout.
//
// Where elements of one result lie next to each other, each result is joined from runs of them;
// where results lie next to each other, whole rows are joined, a block of columns at a time. Few
// results of many elements are cut into pieces. What is joined with what depends on the shape and
// the strides alone, so the bits do not depend on the threads.
//
// A Fold says what is joined:
//   Value                   the type of a result
//   nothing()               the result for no elements
//   run(x, count, stride)   the result for at least one element
//   join(a, b)              the results of two parts together
#include "reductions.h"

#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/loop.h>

#include <algorithm>
#include <array>

namespace gradus::folding {

// So many columns at a time.
inline constexpr Index kWidth = 256;

// The axes that go, and those that stay: their strides in the input and in the output.
struct Plan {
  Loop<1> inner;
  Loop<2> outer;

  Index terms() const { return count(inner); }
  Index results() const { return count(outer); }
  // Whether whole rows of results are joined at a time: where they lie next to each other and the
  // elements of one do not, and where each has but a few elements.
  bool by_columns() const {
    const auto last = outer.rank - 1;
    return outer.size[last] >= 4 &&
           ((outer.stride[last][0] == 1 && inner.stride[inner.rank - 1][0] != 1) || terms() <= 16);
  }
  // Whether all results are one short row, and the next row lies right behind it.
  bool narrow() const {
    return outer.rank == 1 && inner.rank == 1 && outer.stride[0][0] == 1 && outer.size[0] > 1 &&
           outer.size[0] <= kWidth / 2 && inner.stride[0][0] == outer.size[0];
  }
  // Into how many pieces the first of the axes that go is cut: where there is too little else to
  // share among threads.
  Index pieces() const {
    const Index units = by_columns() ? results() / 64 + 1 : std::max<Index>(results(), 1);
    return std::clamp<Index>(std::min({inner.size[0], 64 / units, terms() * results() / 65536}), 1,
                             64);
  }

 private:
  template <int N>
  static Index count(const Loop<N>& loop) {
    Index product = 1;
    for (int axis = 0; axis < loop.rank; ++axis) product *= loop.size[axis];
    return product;
  }
};

inline Plan plan(const KernelCall& call) {
  const auto& attributes = call.attributes.as<ReduceAttributes>();
  const Split split = split_axes(call.in(0).layout, attributes.axes);
  const Layout out = output_layout(call.out().layout, attributes);
  return {plan_loop<1>({&split.inner}), plan_loop<2>({&split.outer, &out})};
}

// How far from the first element of a result its `i`-th run of elements (or element) begins; the
// axes from `end` on are those within a run.
inline Index run_offset(const Loop<1>& inner, int end, Index i) {
  Index offset = 0;
  for (int axis = end - 1; axis > 0; --axis) {
    offset += i % inner.size[axis] * inner.stride[axis][0];
    i /= inner.size[axis];
  }
  return end > 0 ? offset + i * inner.stride[0][0] : 0;
}

// One result.
template <class Fold, class In>
typename Fold::Value fold_one(const Plan& plan, const In* x) {
  const int last = plan.inner.rank - 1;
  const Index length = plan.inner.size[last], stride = plan.inner.stride[last][0];
  if (last == 0) return Fold::run(x, length, stride);
  // Parts of a power of two of runs are put together as in binary counting: pairwise.
  typename Fold::Value part[64];
  int depth = 0;
  for (Index i = 0; i < plan.terms() / length; ++i) {
    part[depth++] = Fold::run(x + run_offset(plan.inner, last, i), length, stride);
    for (Index full = i + 1; full % 2 == 0; full /= 2, --depth)
      part[depth - 2] = Fold::join(part[depth - 2], part[depth - 1]);
  }
  for (; depth > 1; --depth) part[depth - 2] = Fold::join(part[depth - 2], part[depth - 1]);
  return part[0];
}

// `width` results, `step` elements apart, from the rows `first` to `first + count` of elements.
template <class Fold, bool dense, class In>
void fold_columns(const Loop<1>& inner, const In* x, Index step, Index first, Index count,
                  Index width, typename Fold::Value* result) {
  using Value = typename Fold::Value;
  if (count > 16) {
    Value right[kWidth];
    const Index half = count / 2;
    fold_columns<Fold, dense>(inner, x, step, first, half, width, result);
    fold_columns<Fold, dense>(inner, x, step, first + half, count - half, width, right);
    for (Index i = 0; i < width; ++i) result[i] = Fold::join(result[i], right[i]);
    return;
  }
  const Index apart = dense ? 1 : step;
  const In* row = x + run_offset(inner, inner.rank, first);
  for (Index i = 0; i < width; ++i) result[i] = static_cast<Value>(row[i * apart]);
  for (Index r = first + 1; r < first + count; ++r) {
    row = x + run_offset(inner, inner.rank, r);
    for (Index i = 0; i < width; ++i)
      result[i] = Fold::join(result[i], static_cast<Value>(row[i * apart]));
  }
}

// A short row of results: as many rows of elements as fit are joined as if they were one.
template <class Fold, class In>
void fold_narrow(const Plan& plan, const In* x, typename Fold::Value* result) {
  const Index width = plan.outer.size[0], rows = plan.inner.size[0];
  Index together = std::min(kWidth / width, rows);
  Loop<1> wide = plan.inner;
  wide.size[0] = rows / together;
  wide.stride[0][0] = together * width;
  fold_columns<Fold, true>(wide, x, 1, 0, wide.size[0], together * width, result);
  while (together > 1) {
    const Index half = (together + 1) / 2;
    for (Index i = 0; i < (together - half) * width; ++i)
      result[i] = Fold::join(result[i], result[half * width + i]);
    together = half;
  }
  const Index done = wide.size[0] * (wide.stride[0][0] / width);
  if (done == rows) return;
  typename Fold::Value rest[kWidth];
  fold_columns<Fold, true>(plan.inner, x, 1, done, rows - done, width, rest);
  for (Index i = 0; i < width; ++i) result[i] = Fold::join(result[i], rest[i]);
}

// All results, without cutting.
template <class Fold, class In>
void fold_all(const Plan& plan, const In* x, typename Fold::Value* y) {
  using Value = typename Fold::Value;
  if (plan.narrow()) {
    Value result[kWidth];
    fold_narrow<Fold>(plan, x, result);
    for (Index i = 0; i < plan.outer.size[0]; ++i) y[i * plan.outer.stride[0][1]] = result[i];
    return;
  }
  const Index terms = plan.terms();
  const bool by_columns = plan.by_columns();
  for_each_row<2>(
      plan.outer,
      [&](const std::array<Index, 2>& offset, Index count, const std::array<Index, 2>& stride) {
        const In* from = x + offset[0];
        Value* to = y + offset[1];
        for (Index i = 0; i < count; i += by_columns ? kWidth : 1) {
          if (!by_columns) {
            to[i * stride[1]] = fold_one<Fold>(plan, from + i * stride[0]);
            continue;
          }
          Value result[kWidth];
          const Index width = std::min(kWidth, count - i);
          const auto columns =
              stride[0] == 1 ? fold_columns<Fold, true, In> : fold_columns<Fold, false, In>;
          columns(plan.inner, from + i * stride[0], stride[0], 0, terms, width, result);
          for (Index k = 0; k < width; ++k) to[(i + k) * stride[1]] = result[k];
        }
      },
      std::max<Index>(1, kGrain / terms));
}

template <class Fold>
std::size_t workspace(const KernelCall& call) {
  const Plan whole = plan(call);
  const Index pieces = whole.pieces();
  return pieces == 1
             ? 0
             : static_cast<std::size_t>(pieces * whole.results()) * sizeof(typename Fold::Value);
}

template <class Fold, class In>
void kernel(const KernelCall& call) {
  using Value = typename Fold::Value;
  const Plan whole = plan(call);
  const In* x = call.in(0).data<In>();
  Value* y = call.out().data<Value>();
  if (call.in(0).numel() == 0) {
    for_each_row<2>(whole.outer, [&](const std::array<Index, 2>& offset, Index count,
                                     const std::array<Index, 2>& stride) {
      for (Index i = 0; i < count; ++i) y[offset[1] + i * stride[1]] = Fold::nothing();
    });
    return;
  }
  const Index pieces = whole.pieces(), results = whole.results();
  if (pieces == 1) return fold_all<Fold>(whole, x, y);

  // Each piece folds its part into a row of the workspace, then the rows are folded.
  auto* partial = reinterpret_cast<Value*>(call.workspace);
  Plan part = whole, rest = whole;
  Index step = 1;
  for (int axis = whole.outer.rank - 1; axis >= 0; --axis) {
    part.outer.stride[axis][1] = rest.outer.stride[axis][0] = step;
    step *= whole.outer.size[axis];
  }
  rest.inner.rank = 1;
  rest.inner.size[0] = pieces;
  rest.inner.stride[0][0] = results;
  parallel_for(0, pieces, 1, [&](Index begin, Index end) {
    Plan own = part;
    for (Index i = begin; i < end; ++i) {
      const Index from = whole.inner.size[0] * i / pieces;
      own.inner.size[0] = whole.inner.size[0] * (i + 1) / pieces - from;
      fold_all<Fold>(own, x + from * whole.inner.stride[0][0], partial + i * results);
    }
  });
  fold_all<Fold>(rest, partial, y);
}

}  // namespace gradus::folding
