#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/reductions.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::Axes;
using gradus::Dims;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::reduce_attributes;
using gradus::reduced_shape;
using gradus::Shape;
using gradus::to_vector;
using gradus::UseVariant;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect;
using gradus::testing::expect_all;
namespace ops = gradus::ops;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Shape reduced(const Shape& shape, const Axes& axes, bool keepdim) {
  return reduced_shape(shape, reduce_attributes(axes, keepdim, shape.rank(), "test"));
}

// The tests below write results of these shapes: a wrong one would be written beyond its end.
bool shapes_are_right() {
  return reduced({2, 3, 4}, {1}, false) == Shape({2, 4}) &&
         reduced({2, 3, 4}, {1}, true) == Shape({2, 1, 4}) && reduced({2, 3}, {}, false) == Shape();
}

Array sum(const Array& x, const Axes& axes = {}, bool keepdim = false) {
  return run(ops::sum, {&x}, reduce_attributes(axes, keepdim, x.rank(), "sum"));
}

// The sum over axes in float64, one element after the other; also of the absolute values.
struct Truth {
  std::vector<double> sums, sizes;
};
Truth summed(const Array& x, const Axes& axes) {
  const Shape kept = [&] {
    Shape shape = x.shape();
    for (int axis = 0; axis < shape.rank(); ++axis)
      if (axes.empty() || std::find(axes.begin(), axes.end(), axis) != axes.end()) shape[axis] = 1;
    return shape;
  }();
  const gradus::Strides strides = gradus::contiguous_strides(kept);
  Truth truth;
  truth.sums.resize(static_cast<std::size_t>(numel(kept)));
  truth.sizes = truth.sums;
  const std::vector<double> values = to_vector<double>(x);
  for (Index i = 0; i < x.numel(); ++i) {
    Dims at = gradus::unravel(i, x.shape());
    for (int axis = 0; axis < at.rank(); ++axis)
      if (kept[axis] == 1) at[axis] = 0;
    const auto to = static_cast<std::size_t>(gradus::offset_of(at, strides));
    truth.sums[to] += values[static_cast<std::size_t>(i)];
    truth.sizes[to] += std::abs(values[static_cast<std::size_t>(i)]);
  }
  return truth;
}

Axes draw_axes(Draw& draw, int rank) {
  Axes axes;
  for (int axis = 0; axis < rank; ++axis)
    if (draw.chance(0.5)) axes.push_back(axis);
  return axes;
}

}  // namespace

TEST(Reductions, ShapeThatIsLeft) {
  expect_all("[2, 3, 4] summed over axis 1", reduced({2, 3, 4}, {1}, false), {2, 4})
      .if_equal({3}, "the axis that is named goes; the others stay")
      .if_equal({2, 1, 4}, "without keepdim the axis goes altogether");
  expect_all("[2, 3, 4] summed over axis 1, keepdim", reduced({2, 3, 4}, {1}, true), {2, 1, 4})
      .if_equal({2, 4}, "with keepdim the axis stays, with size 1")
      .if_equal({1, 3, 1}, "the axis that is named goes; the others stay")
      .if_equal({2, 3, 4}, "with keepdim the axis stays, but its size is 1 now");
  expect_all("[2, 3, 4] summed over axes 0 and -1", reduced({2, 3, 4}, {0, -1}, false), {3});
  expect_all("[2, 3] summed over all axes", reduced({2, 3}, {}, false), std::vector<double>{});
  expect_all("[2, 3] summed over all axes, keepdim", reduced({2, 3}, {}, true), {1, 1});
  expect_all("[] summed", reduced({}, {}, true), std::vector<double>{});
}

TEST(Reductions, SumOneAfterTheOther) {
  if (!shapes_are_right()) return;
  UseVariant naive(ops::sum, "naive");
  const Array x = array_of({2, 3}, {1, 2, 3, 40, 50, 60});
  expect_all("[[1, 2, 3], [40, 50, 60]] summed over axis 1", to_vector<double>(sum(x, {1})),
             {6, 150})
      .if_equal({3, 60}, "only the last number is left: is `total` replaced instead of grown?")
      .if_equal({6, 6}, "every result is the sum of the first row: where does row `outer` begin?")
      .if_equal({2, 50}, "that is the mean");
  expect_all("the same summed over axis 0", to_vector<double>(sum(x, {0})), {41, 52, 63});
  expect_all("the same summed over both", to_vector<double>(sum(x)), {156});
  expect_all("nothing summed: [2, 0] over axis 1",
             to_vector<double>(sum(array_of({2, 0}, {}), {1})), {0, 0});
}

TEST(Reductions, SumPairwise) {
  if (!shapes_are_right()) return;
  std::vector<double> counted(134);
  std::iota(counted.begin(), counted.end(), 1.0);
  const Array rows = array_of({2, 67}, counted);
  expect_all("rows of 67 numbers, 1 to 67 and 68 to 134", to_vector<double>(sum(rows, {1})),
             {2278, 6767})
      .if_equal({2080, 6368}, "67 is no multiple of 64 or 8: the last three numbers are missing")
      .if_equal({0, 0}, "nothing was summed")
      .if_equal({1 + 65, 68 + 132}, "only the first of the running sums came into the result");
  std::vector<double> from_zero(16);
  std::iota(from_zero.begin(), from_zero.end(), 0.0);
  const Array every_second = array_of({16}, from_zero).with(Layout{{2, 4}, {8, 2}, 0});
  expect_all("every second number of 0 to 7 and of 8 to 15",
             to_vector<double>(sum(every_second, {1})), {12, 44})
      .if_equal({6, 38}, "the numbers lie `stride` apart, not next to each other");
}

TEST(Reductions, PairwiseLosesLittle) {
  if (!shapes_are_right()) return;
  // 2^24 and 127 ones in float32, where 2^24 + 1 is 2^24.
  std::vector<double> values(256, 1.0);
  values[1] = values[129] = 16777216;
  const Array x = array_of({2, 128}, values, float32);
  expect_all("1 + 2^24 + 1 + 1 + ... (127 ones), twice", to_vector<double>(sum(x, {1})),
             std::vector<double>{16777343, 16777343}, 2e-6)
      .if_equal({16777216, 16777216},
                "all the ones were lost in one running sum: 2^24 + 1 rounds to 2^24. With several "
                "sums side by side most of them meet ones only");
  const Array tenths = array_of({1 << 20}, std::vector<double>(1 << 20, 0.1), float32);
  const double exact = (1 << 20) * static_cast<double>(0.1f);
  EXPECT_LT(std::abs(to_vector<double>(sum(tenths))[0] - exact) / exact, 1e-6)
      << "a million tenths";
}

TEST(Reductions, SumsOfRandomArrays) {
  if (!shapes_are_right()) return;
  for (const auto& kernel : ops::sum.kernels()) {
    if (!(kernel.device == gradus::cpu)) continue;
    UseVariant variant(ops::sum, kernel.variant);
    Draw draw("sum");
    for (int sample = 0; sample < 40; ++sample) {
      const Array x = draw_array(draw, draw.shape(), kernel.dtype);
      const Axes axes = draw_axes(draw, x.rank());
      const bool keepdim = draw.chance(0.5);
      const Array y = sum(x, axes, keepdim);
      const auto what = std::string(info(kernel.dtype).name) + " " + to_string(x.shape()) +
                        " summed over " + to_string(axes) + ", variant " + kernel.variant;
      ASSERT_EQ(y.shape(), reduced(x.shape(), axes, keepdim)) << what;
      EXPECT_EQ(y.dtype, info(kernel.dtype).is_floating_point ? kernel.dtype : gradus::int64)
          << what;
      expect_all(what, to_vector<double>(y), summed(x, axes).sums,
                 kernel.dtype == float32 ? 1e-5 : 1e-13);
    }
  }
}

TEST(Reductions, LargeSumsOnAnyNumberOfThreads) {
  if (!shapes_are_right()) return;
  Draw draw("large");
  const Array numbers = array_of({210700}, draw.normals(210700), float32),
              bytes = draw_array(draw, {300, 301}, gradus::uint8);
  const auto shaped = [&](const Shape& shape) { return numbers.with(Layout::contiguous(shape)); };
  struct Call {
    Array x;
    Axes axes;
  };
  const Call calls[] = {
      {shaped({700, 301}), {0}},
      {shaped({700, 301}), {1}},
      {numbers, {}},
      {shaped({7, 70, 430}), {0, 2}},
      {shaped({7, 70, 430}), {1}},
      {shaped({7, 70, 430}), {0}},
      {shaped({21070, 10}), {0}},
      {shaped({21070, 10}), {1}},
      {shaped({30100, 7}), {0}},
      {shaped({1505, 140}), {0}},
      {shaped({2, 105350}), {0}},
      {shaped({2, 105350}), {1}},
      {shaped({105350, 2}), {0}},
      {shaped({43, 70, 70}), {0, 1}},
      {bytes, {}},
      {bytes, {0}},
  };
  const int before = gradus::num_threads();
  for (const auto& [x, axes] : calls) {
    const std::string what = to_string(x.shape()) + " summed over " + to_string(axes);
    const Truth truth = summed(x, axes);
    std::vector<double> first;
    for (int threads : {1, 2, 3}) {
      gradus::set_num_threads(threads);
      const std::vector<double> result = to_vector<double>(sum(x, axes));
      if (first.empty()) first = result;
      EXPECT_TRUE(result == first) << what << " on " << threads << " threads";
    }
    // At most as many roundings as the longest way through the tree of additions: 64 running sums
    // over at most 2,048 terms, then halves.
    double worst = 0;
    for (std::size_t j = 0; j < truth.sums.size(); ++j)
      worst = std::max(worst, std::abs(first[j] - truth.sums[j]) / (60 * 0x1p-24 * truth.sizes[j]));
    EXPECT_LE(worst, 1) << what;
  }
  gradus::set_num_threads(before);
}

TEST(Reductions, ErrorsNameTheValues) {
  const Array x = array_of({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(message([&] { sum(x, {2}); }),
            "sum: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([&] { sum(x, {1, -1}); }), "sum: axis -1 appears twice in [1, -1]");
}
