#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/cumsum.h>
#include <gradus/tensor_autograd/extremes.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::Axes;
using gradus::CumsumAttributes;
using gradus::Dims;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::Operation;
using gradus::reduce_attributes;
using gradus::Shape;
using gradus::to_vector;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::expect_all;
namespace ops = gradus::ops;

namespace {

using Values = std::vector<double>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Array reduce(const Operation& op, const Array& x, const Axes& axes, bool keepdim = false) {
  return run(op, {&x}, reduce_attributes(axes, keepdim, x.rank(), op.name()));
}
Values max(const Array& x, const Axes& axes) {
  return to_vector<double>(reduce(ops::max, x, axes));
}
Values min(const Array& x, const Axes& axes) {
  return to_vector<double>(reduce(ops::min, x, axes));
}
Values argmax(const Array& x, Index axis) {
  return to_vector<double>(reduce(ops::argmax, x, {axis}));
}
Values argmin(const Array& x, Index axis) {
  return to_vector<double>(reduce(ops::argmin, x, {axis}));
}
Array cumsum(const Array& x, int axis, bool reverse = false) {
  return run(ops::cumsum, {&x}, CumsumAttributes{axis, reverse});
}

// 1 for each NaN, else 0.
Values nans(const Values& values) {
  Values result;
  for (double value : values) result.push_back(std::isnan(value));
  return result;
}

// Equal, or both NaN.
void expect_same(const std::string& what, Values actual, Values expected) {
  expect_all("NaNs of " + what, nans(actual), nans(expected));
  for (Values* values : {&actual, &expected})
    for (double& value : *values)
      if (std::isnan(value)) value = 0;
  expect_all(what, actual, expected);
}

bool max_is_right() {
  return max(array_of({3}, {1, 3, 2}), {}) == Values{3} &&
         min(array_of({3}, {3, 1, 2}), {}) == Values{1};
}

Values sums_of_ones() { return to_vector<double>(cumsum(array_of({600}, Values(600, 1.0)), 0)); }
Values one_to_600() {
  Values values;
  for (int i = 1; i <= 600; ++i) values.push_back(i);
  return values;
}

// The place that four equal columns agree on.
Values place(const Operation& op, const Values& values) {
  const auto rows = static_cast<Index>(values.size());
  const Array column = array_of({rows, 1}, values);
  const Array columns = column.with(gradus::views::expand(column.layout, {rows, 4}));
  const Values places = to_vector<double>(reduce(op, columns, {0}));
  return {places[0], places[3]};
}

bool argmax_is_right() {
  return place(ops::argmax, {1, 3, 2, 3}) == Values{1, 1} &&
         place(ops::argmin, {3, 1, 2, 1}) == Values{1, 1};
}

// For each element of the result, the elements that it is made of, in their order.
std::vector<Values> lines(const Array& x, const Axes& axes) {
  Shape kept = x.shape();
  for (int axis = 0; axis < kept.rank(); ++axis)
    if (axes.empty() || std::find(axes.begin(), axes.end(), axis) != axes.end()) kept[axis] = 1;
  std::vector<Values> result(static_cast<std::size_t>(numel(kept)));
  const Values values = to_vector<double>(x);
  for (Index i = 0; i < x.numel(); ++i) {
    Dims at = gradus::unravel(i, x.shape());
    for (int axis = 0; axis < at.rank(); ++axis)
      if (kept[axis] == 1) at[axis] = 0;
    result[static_cast<std::size_t>(gradus::offset_of(at, gradus::contiguous_strides(kept)))]
        .push_back(values[static_cast<std::size_t>(i)]);
  }
  return result;
}

// The place of the first of all, one comparison after the other.
std::size_t first_of(const Values& line, bool largest) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (std::isnan(line[best])) break;
    if (std::isnan(line[i]) || (largest ? line[i] > line[best] : line[i] < line[best])) best = i;
  }
  return best;
}

// Numbers with many ties, a few NaNs where the dtype has them, in a random layout.
Array draw_with_ties(Draw& draw, const Shape& shape, DType dtype) {
  Values values;
  for (Index i = numel(shape); i > 0; --i)
    values.push_back(info(dtype).is_floating_point && draw.chance(0.05)
                         ? kNaN
                         : static_cast<double>(draw.between(dtype == gradus::bool_ ? 0 : 1,
                                                            dtype == gradus::bool_ ? 1 : 9)));
  const bool plain = draw.chance(0.5);
  return array_in(plain ? Layout::contiguous(shape) : draw_layout(draw, shape), values, dtype);
}

constexpr DType kDTypes[] = {float32, float64, gradus::int64, gradus::uint8, gradus::bool_};

}  // namespace

TEST(Extremes, LargestAndSmallest) {
  const Array x = array_of({2, 3}, {-4, -1, -3, 2, 8, 5});
  expect_all("largest of each row of [[-4, -1, -3], [2, 8, 5]]", max(x, {1}), {-1, 8})
      .if_equal({-4, 2}, "max gives the smallest: ask Order, which comes first");
  expect_all("smallest of each row of [[-4, -1, -3], [2, 8, 5]]", min(x, {1}), {-4, 2})
      .if_equal({-1, 8}, "min gives the largest: Order tells which one comes first, not >");
  expect_all("largest of each column", max(x, {0}), {2, 8, 5});
  expect_all("smallest of all", min(x, {}), {-4});
}

TEST(Extremes, NaNIsNotHidden) {
  const Array x = array_of({3, 3}, {kNaN, 2, 3, 1, kNaN, 3, 1, 2, kNaN});
  const bool right = max_is_right();
  expect_all("whether the largest of [NaN, 2, 3], [1, NaN, 3], [1, 2, NaN] is NaN",
             nans(max(x, {1})), {1, 1, 1})
      .if_true(right && nans(max(x, {1})) == Values{1, 0, 0},
               "a NaN on the right was passed over: b > NaN and NaN > a are both false")
      .if_true(right && nans(max(x, {1})) == Values{0, 0, 1},
               "a NaN on the left was lost to the number that came after it")
      .if_true(right && nans(max(x, {1})) == Values{0, 0, 0},
               "NaNs are left out, as by nanmax: the loss of a run that has failed looks healthy");
  expect_all("the same by columns", nans(min(x, {0})), {1, 1, 1});
  for (Index count : {1, 7, 8, 9, 63, 64, 65, 200, 1000})
    for (Index place = 0; place < count; place += std::max<Index>(1, count / 5)) {
      Values values(static_cast<std::size_t>(count), 1.0);
      values[static_cast<std::size_t>(place)] = kNaN;
      const std::string what =
          "NaN at " + std::to_string(place) + " of " + std::to_string(count) + " ones";
      expect_all(what, nans(max(array_of({count}, values), {})), {1});
      if (argmax_is_right())
        expect_all("place of the " + what, argmax(array_of({count}, values, float32), 0),
                   {static_cast<double>(place)});
    }
  expect_all("infinities", max(array_of({2, 2}, {-kInfinity, -kInfinity, kInfinity, 1}), {1}),
             {-kInfinity, kInfinity});
}

TEST(Extremes, WhereTheyAre) {
  expect_all("place of the largest of 3, 5, 1, 5", place(ops::argmax, {3, 5, 1, 5}), {1, 1})
      .if_equal({3, 3}, "of equal numbers the last one was taken, not the first")
      .if_equal({2, 2}, "argmax points at the smallest: ask Order, which comes first");
  expect_all("place of the smallest of 3, 5, 1, 5", place(ops::argmin, {3, 5, 1, 5}), {2, 2})
      .if_equal({1, 1}, "argmin points at the largest: ask Order, which comes first, not >");
  if (!argmax_is_right()) return;
  expect_all("place of the largest of 1, 5, NaN, 2", place(ops::argmax, {1, 5, kNaN, 2}), {2, 2})
      .if_equal({3, 3}, "a number took the place of the NaN; nothing beats a NaN")
      .if_equal({1, 1},
                "the NaN never won: a comparison with it is false, so ask candidate != candidate");
  expect_all("place of the smallest of NaN, NaN, 1", place(ops::argmin, {kNaN, kNaN, 1}), {0, 0})
      .if_equal({1, 1}, "a second NaN took the place of the first one");
  const Array columns = array_of({2, 5}, {1, 5, 2, kNaN, 4, 1, 7, 0, 3, kNaN});
  expect_all("row of the largest of each of five columns", argmax(columns, 0), {0, 1, 0, 0, 1});
}

TEST(Extremes, OfRandomArrays) {
  if (!max_is_right() || !argmax_is_right()) return;
  Draw draw("extremes");
  for (DType dtype : kDTypes)
    for (int sample = 0; sample < 60; ++sample) {
      Shape shape = draw.shape(4);
      const int axis = static_cast<int>(draw.between(0, shape.rank()));
      shape.insert(axis, draw.chance(0.2) ? draw.between(60, 600) : draw.between(1, 5));
      const Array x = draw_with_ties(draw, shape, dtype);
      Axes axes = {axis};
      for (int other = 0; other < x.rank(); ++other)
        if (other != axis && shape[other] > 0 && draw.chance(0.3)) axes.push_back(other);
      const std::string what =
          std::string(info(dtype).name) + " " + to_string(shape) + " over " + to_string(axes);
      Values largest, smallest, first, last;
      for (const Values& line : lines(x, axes)) {
        largest.push_back(line[first_of(line, true)]);
        smallest.push_back(line[first_of(line, false)]);
      }
      for (const Values& line : lines(x, {axis})) {
        first.push_back(static_cast<double>(first_of(line, true)));
        last.push_back(static_cast<double>(first_of(line, false)));
      }
      EXPECT_EQ(reduce(ops::max, x, axes).dtype, dtype);
      expect_same("max of " + what, max(x, axes), largest);
      expect_same("min of " + what, to_vector<double>(reduce(ops::min, x, axes, true)), smallest);
      EXPECT_EQ(reduce(ops::argmax, x, {axis}).dtype, gradus::int64);
      expect_all("argmax of " + what, argmax(x, axis), first);
      expect_all("argmin of " + what, to_vector<double>(reduce(ops::argmin, x, {axis}, true)),
                 last);
    }
}

TEST(Extremes, RunningSums) {
  const Values sums = sums_of_ones(), expected = one_to_600();
  const auto at = [&](std::size_t i, double value) { return sums[i] == value; };
  expect_all("running sums of 600 ones", sums, expected)
      .if_true(at(0, 0), "y[0] is 0: y[i] includes x[i] itself")
      .if_true(at(75, 1), "each half begins at 0 again: add `before`")
      .if_true(at(150, 151) && at(225, 76),
               "the second half knows the sum of the first half, but not what came before both")
      .if_true(at(150, 76), "the first half is missing from the sum that is given back")
      .if_true(at(150, 226),
               "what came before was counted twice: give back the sum of the numbers alone");
  expect_all("1, 2, 3, 4 from the last to the first",
             to_vector<double>(cumsum(array_of({4}, {1, 2, 3, 4}), 0, true)), {10, 9, 7, 4});
  expect_all("[[1, 2], [30, 40]] along axis 0",
             to_vector<double>(cumsum(array_of({2, 2}, {1, 2, 30, 40}), 0)), {1, 2, 31, 42});
  expect_all("no elements", to_vector<double>(cumsum(array_of({2, 0}, {}), 1)), Values{});
}

TEST(Extremes, RunningSumsLoseLittle) {
  if (sums_of_ones() != one_to_600()) return;
  // The sum of 2^20 float32 tenths is known: the last running sum should be close to it.
  constexpr Index kCount = 1 << 20;
  const Array tenths = array_of({kCount}, Values(kCount, 0.1), float32);
  const double last = to_vector<double>(cumsum(tenths, 0)).back(),
               exact = kCount * static_cast<double>(0.1f);
  gradus::testing::expect("the last running sum of a million tenths in float32", last, exact, 1e-6)
      .if_true(std::abs(last - exact) > 1e-4 * exact,
               "it lost its last digits on the way: one running sum grows so large that a tenth "
               "has no room beside it");
}

TEST(Extremes, RunningSumsOfRandomArrays) {
  if (sums_of_ones() != one_to_600()) return;
  Draw draw("cumsum");
  for (DType dtype : {float32, float64, gradus::int64})
    for (int sample = 0; sample < 40; ++sample) {
      Shape shape = draw.shape(4);
      const int axis = static_cast<int>(draw.between(0, shape.rank()));
      shape.insert(axis, draw.chance(0.2) ? draw.between(100, 300) : draw.between(0, 5));
      const Array x = draw_array(draw, shape, dtype);
      const bool reverse = draw.chance(0.5);
      const Array sums = cumsum(x, axis, reverse);
      EXPECT_EQ(sums.dtype, dtype);
      // Every result is the sum of the elements before it along the axis.
      const Values values = to_vector<double>(x), actual = to_vector<double>(sums);
      Values expected(values.size());
      for (Index i = 0; i < x.numel(); ++i) {
        Dims at = gradus::unravel(i, shape);
        const Index end = at[axis];
        for (Index k = reverse ? end : 0; k < (reverse ? shape[axis] : end + 1); ++k) {
          at[axis] = k;
          expected[static_cast<std::size_t>(i)] += values[static_cast<std::size_t>(
              gradus::offset_of(at, gradus::contiguous_strides(shape)))];
        }
      }
      expect_all(to_string(shape) + " along axis " + std::to_string(axis), actual, expected,
                 dtype == float32 ? 1e-4 : 1e-12);
    }
}

TEST(Extremes, TheSameOnAnyNumberOfThreads) {
  Draw draw("threads");
  const Array x = array_of({700, 301}, draw.normals(210700), float32),
              narrow = array_of({21070, 10}, draw.normals(210700), float32);
  const int before = gradus::num_threads();
  std::vector<Values> first;
  for (int threads : {1, 2, 3}) {
    gradus::set_num_threads(threads);
    std::vector<Values> results;
    for (const Array* in : {&x, &narrow})
      for (int axis : {0, 1}) {
        results.push_back(max(*in, {axis}));
        results.push_back(argmin(*in, axis));
        results.push_back(to_vector<double>(cumsum(*in, axis)));
      }
    results.push_back(max(x, {}));
    if (first.empty()) first = results;
    EXPECT_TRUE(results == first) << threads << " threads";
  }
  gradus::set_num_threads(before);
}

TEST(Extremes, ErrorsNameTheValues) {
  const Array x = array_of({2, 3}, {1, 2, 3, 4, 5, 6}), empty = array_of({2, 0}, {});
  EXPECT_EQ(message([&] { argmax(empty, 1); }),
            "argmax: axis 1 of [2, 0] has no elements, and unlike a sum nothing has no argmax; "
            "ask for numel() first, or reduce other axes");
  EXPECT_EQ(message([&] { max(empty, {}); }),
            "max: axis 1 of [2, 0] has no elements, and unlike a sum nothing has no max; ask for "
            "numel() first, or reduce other axes");
  EXPECT_EQ(max(array_of({0, 3}, {}), {1}), Values{}) << "no rows, no largest numbers";
  EXPECT_EQ(message([&] { reduce(ops::argmax, x, {}); }), "argmax: works along one axis at a time");
}
