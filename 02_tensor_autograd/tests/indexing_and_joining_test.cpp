#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::AxisAttributes;
using gradus::bool_;
using gradus::CatAttributes;
using gradus::Dims;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::Layout;
using gradus::Shape;
using gradus::to_vector;
using gradus::TopKAttributes;
using gradus::uint8;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_layout;
using gradus::testing::expect_all;
namespace ops = gradus::ops;

namespace {

using Values = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr DType kDTypes[] = {float32, float64, int64, uint8, bool_};

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Array gather(const Array& x, int axis, const Array& index) {
  return run(ops::gather, {&x, &index}, AxisAttributes{axis});
}
Array scatter_add(const Array& x, int axis, const Array& index, const Array& src) {
  return run(ops::scatter_add, {&x, &index, &src}, AxisAttributes{axis});
}
Array topk(const Array& x, Index k, int axis, bool largest = true) {
  return run(ops::topk, {&x}, TopKAttributes{axis, k, largest});
}

Array positions(const Shape& shape, const Values& values) { return array_of(shape, values, int64); }

// Memory in which an element that is not written shows: NaN, or 77.
Array poisoned(const Layout& layout, DType dtype = float64) {
  return array_in(
      layout,
      Values(static_cast<std::size_t>(layout.numel()), info(dtype).is_floating_point ? kNan : 77),
      dtype);
}
Array poisoned(const Shape& shape) { return poisoned(Layout::contiguous(shape)); }

// A wrong gather or cat may well write outside its memory on shapes chosen for that. The tests on
// random shapes ask first whether the simple ones came out right.
bool gather_is_right() {
  return to_vector<double>(gather(array_of({2, 2}, {1, 2, 3, 4}), 0,
                                  positions({2, 2}, {1, 0, 1, 1}))) == Values{3, 2, 3, 4};
}
bool scatter_is_right() {
  return to_vector<double>(scatter_add(array_of({2, 2}, {10, 20, 30, 40}), 0,
                                       positions({2, 2}, {1, 0, 1, 1}),
                                       array_of({2, 2}, {1, 2, 3, 4}))) == Values{10, 22, 34, 44};
}

// Where a position lies in row-major order.
std::size_t place(const Dims& index, const Shape& shape) {
  return static_cast<std::size_t>(offset_of(index, contiguous_strides(shape)));
}

// Some index for an axis of size `size`: of the rank of `shape`, not larger off the axis.
Array draw_index(Draw& draw, const Shape& shape, int axis) {
  Shape small = shape;
  for (int i = 0; i < shape.rank(); ++i)
    if (i == axis)
      small[i] = shape[i] == 0 ? 0 : draw.between(0, 6);
    else if (draw.chance(0.2) && shape[i] > 0)
      small[i] = draw.between(0, shape[i]);
  Values values;
  for (Index i = numel(small); i > 0; --i)
    values.push_back(static_cast<double>(draw.between(0, shape[axis] - 1)));
  const bool plain = draw.chance(0.3);
  return array_in(plain ? Layout::contiguous(small) : draw_layout(draw, small), values, int64);
}

struct Case {
  Shape shape;
  int axis;
};
Case draw_case(Draw& draw) {
  Shape shape = draw.shape();
  if (shape.empty()) shape = {3};
  return {shape, static_cast<int>(draw.between(0, shape.rank() - 1))};
}

}  // namespace

TEST(IndexingAndJoining, Gather) {
  // Columns of three: [1, 2, 3] and [10, 20, 30].
  const Array x = array_of({3, 2}, {1, 10, 2, 20, 3, 30});
  expect_all("[[1, 10], [2, 20], [3, 30]] gathered along axis 0 by [[2, 0], [1, 1]]",
             to_vector<double>(gather(x, 0, positions({2, 2}, {2, 0, 1, 1}))), {3, 10, 2, 20})
      .if_equal({3, 1, 2, 2},
                "every result came from the first column; each place of the index belongs to the "
                "column in which it stands")
      .if_equal({1, 10, 1, 10},
                "only the first element of each column came; the index says which one to take")
      .if_equal({2, 10, 10, 2}, "neighbours in a column lie `step` elements apart, not one")
      .if_equal({3, 30, 2, 20},
                "the whole row of the first index was taken; every column has an index of its own");
  expect_all("the same along axis 1 by [[1, 1, 0], [0, 1, 0], [1, 0, 1]]",
             to_vector<double>(gather(x, 1, positions({3, 3}, {1, 1, 0, 0, 1, 0, 1, 0, 1}))),
             {10, 10, 1, 2, 20, 2, 30, 3, 30});
}

TEST(IndexingAndJoining, ScatterAdd) {
  const Array x = array_of({3, 2}, {100, 200, 300, 400, 500, 600});
  const Array src = array_of({2, 2}, {1, 2, 3, 4});
  expect_all("[[1, 2], [3, 4]] added to [[100, 200], [300, 400], [500, 600]] at [[2, 0], [1, 1]]",
             to_vector<double>(scatter_add(x, 0, positions({2, 2}, {2, 0, 1, 1}), src)),
             {100, 202, 303, 404, 501, 600})
      .if_equal({102, 200, 307, 400, 501, 600},
                "everything went to the first column; what stands in a column of src goes to "
                "that column of x")
      .if_equal({100, 200, 303, 404, 501, 602},
                "each row of src went to the place of its first index; every column has its own");
  expect_all("[1, 2, 4, 8] added to [0, 0] at [1, 1, 0, 1]",
             to_vector<double>(scatter_add(array_of({2}, {0, 0}), 0, positions({4}, {1, 1, 0, 1}),
                                           array_of({4}, {1, 2, 4, 8}))),
             {4, 11})
      .if_equal({4, 8},
                "three of them go to the same place, and only the last one counts; each must be "
                "added to what is there");
}

TEST(IndexingAndJoining, Cat) {
  const Array a = array_of({2, 3}, {1, 2, 3, 4, 5, 6}), b = array_of({2, 1}, {10, 20}),
              c = array_of({2, 1}, {100, 200});
  const Array out = poisoned({2, 5});
  run_into(ops::cat, {&a, &b, &c}, {&out}, CatAttributes{1});
  const Values joined = to_vector<double>(out);
  expect_all("[[1, 2, 3], [4, 5, 6]], [[10], [20]] and [[100], [200]] joined along axis 1", joined,
             {1, 2, 3, 10, 100, 4, 5, 6, 20, 200})
      .if_true(joined[0] == 100 && std::isnan(joined[3]),
               "all of them were written to the beginning; the next one begins where the one "
               "before ends")
      .if_true(joined[1] == 10 && std::isnan(joined[4]),
               "the next one begins where all before it end: the sum of their sizes, not how many "
               "they are");
  const Array tall = poisoned({4, 1});
  run_into(ops::cat, {&b, &c}, {&tall}, CatAttributes{0});
  expect_all("[[10], [20]] and [[100], [200]] joined along axis 0", to_vector<double>(tall),
             {10, 20, 100, 200});
  const Array wide = array_of({1, 2}, {1, 2}), under = array_of({1, 2}, {3, 4}),
              two = poisoned({2, 2});
  run_into(ops::cat, {&wide, &under}, {&two}, CatAttributes{0});
  expect_all("[[1, 2]] and [[3, 4]] joined along axis 0", to_vector<double>(two), {1, 2, 3, 4})
      .if_true(to_vector<double>(two)[1] == 3,
               "one step along axis 0 is two elements: the stride of the axis belongs to the "
               "offset");
}

TEST(IndexingAndJoining, ComesFirst) {
  const Array x = array_of({6}, {3, 1, 4, 1, 5, 3});
  const Values largest = to_vector<double>(topk(x, 4, 0)),
               smallest = to_vector<double>(topk(x, 4, 0, false));
  expect_all("the positions of the 4 largest of [3, 1, 4, 1, 5, 3]", largest, {4, 2, 0, 5})
      .if_equal({4, 2, 5, 0}, "of equal elements the one that stands first comes first")
      .if_equal({1, 3, 0, 5}, "those are the smallest");
  expect_all("the positions of the 4 smallest", smallest, {1, 3, 0, 5})
      .if_equal({4, 2, 0, 5}, "those are the largest, though `largest` is false")
      .if_true(smallest == Values{3, 1, 5, 0} && largest == Values{4, 2, 0, 5},
               "all is turned round, also the order of equal elements: of them the first one "
               "comes first here, too");
  const Array y = array_of({5}, {2, kNan, 3, kNan, 1});
  const Values with_nan = to_vector<double>(topk(y, 3, 0));
  expect_all("the positions of the 3 largest of [2, NaN, 3, NaN, 1]", with_nan, {1, 3, 2})
      .if_equal({2, 0, 4}, "NaN counts as larger than every number, not as smaller")
      .if_true(with_nan != Values{3, 1, 2},
               "every comparison with NaN is false, so NaN needs an answer of its own: it counts "
               "as larger than every number");
  expect_all("the positions of the 3 smallest", to_vector<double>(topk(y, 3, 0, false)), {4, 0, 2});
}

TEST(IndexingAndJoining, GatherOfRandomShapes) {
  if (!gather_is_right()) return;
  Draw draw("gather");
  for (int sample = 0; sample < 200; ++sample) {
    const DType dtype = kDTypes[draw.between(0, 4)];
    const auto [shape, axis] = draw_case(draw);
    const Array x = draw_array(draw, shape, dtype), index = draw_index(draw, shape, axis);
    const Values from = to_vector<double>(x), at = to_vector<double>(index);
    Values expected;
    for (Index i = 0; i < index.numel(); ++i) {
      Dims where = unravel(i, index.shape());
      where[axis] = static_cast<Index>(at[static_cast<std::size_t>(i)]);
      expected.push_back(from[place(where, shape)]);
    }
    const Array out = poisoned(draw_layout(draw, index.shape()), dtype);
    run_into(ops::gather, {&x, &index}, {&out}, AxisAttributes{axis});
    expect_all(to_string(shape) + " gathered along axis " + std::to_string(axis) + " by " +
                   to_string(index.shape()),
               to_vector<double>(out), expected);
  }
}

TEST(IndexingAndJoining, ScatterAddOfRandomShapes) {
  if (!scatter_is_right()) return;
  Draw draw("scatter_add");
  for (int sample = 0; sample < 200; ++sample) {
    const DType dtype = kDTypes[draw.between(0, 4)];
    const auto [shape, axis] = draw_case(draw);
    const Array index = draw_index(draw, shape, axis);
    const Array x = draw_array(draw, shape, dtype), src = draw_array(draw, index.shape(), dtype);
    Values expected = to_vector<double>(x);
    const Values add = to_vector<double>(src), at = to_vector<double>(index);
    for (Index i = 0; i < index.numel(); ++i) {
      Dims where = unravel(i, index.shape());
      where[axis] = static_cast<Index>(at[static_cast<std::size_t>(i)]);
      double& to = expected[place(where, shape)];
      to += add[static_cast<std::size_t>(i)];
      if (dtype == uint8) to = std::fmod(to, 256);
      if (dtype == bool_) to = to > 0;
    }
    const Array out = poisoned(draw_layout(draw, shape), dtype);
    run_into(ops::scatter_add, {&x, &index, &src}, {&out}, AxisAttributes{axis});
    expect_all(to_string(index.shape()) + " added to " + to_string(shape) + " along axis " +
                   std::to_string(axis),
               to_vector<double>(out), expected, dtype == float32 ? 1e-5 : 1e-12);
  }
}

TEST(IndexingAndJoining, CatOfRandomShapes) {
  const Array a = array_of({1, 1}, {1}), b = array_of({1, 2}, {2, 3});
  if (to_vector<double>(run(ops::cat, {&a, &b, &a}, CatAttributes{1})) != Values{1, 2, 3, 1})
    return;
  Draw draw("cat");
  for (int sample = 0; sample < 100; ++sample) {
    const DType dtype = kDTypes[draw.between(0, 4)];
    const auto [shape, axis] = draw_case(draw);
    std::vector<Array> parts;
    Shape whole = shape;
    whole[axis] = 0;
    for (Index count = draw.between(1, 6); count > 0; --count) {
      Shape part = shape;
      part[axis] = draw.between(0, 3);
      whole[axis] += part[axis];
      parts.push_back(draw_array(draw, part, dtype));
    }
    Values expected(static_cast<std::size_t>(numel(whole)));
    Index start = 0;
    for (const Array& part : parts) {
      const Values values = to_vector<double>(part);
      for (Index i = 0; i < part.numel(); ++i) {
        Dims where = unravel(i, part.shape());
        where[axis] += start;
        expected[place(where, whole)] = values[static_cast<std::size_t>(i)];
      }
      start += part.shape()[axis];
    }
    std::vector<const Array*> inputs;
    for (const Array& part : parts) inputs.push_back(&part);
    const Array out = poisoned(draw_layout(draw, whole), dtype);
    const Array* const outputs[] = {&out};
    run_into(ops::cat, inputs, outputs, CatAttributes{axis});
    expect_all("parts joined to " + to_string(whole) + " along axis " + std::to_string(axis),
               to_vector<double>(out), expected);
  }
}

TEST(IndexingAndJoining, TopKOfRandomShapes) {
  Draw draw("topk");
  for (int sample = 0; sample < 150; ++sample) {
    const DType dtype = kDTypes[draw.between(0, 4)];
    const auto [shape, axis] = draw_case(draw);
    const bool largest = draw.chance(0.5);
    const Index k = draw.between(0, shape[axis]);
    Values numbers;
    for (Index i = numel(shape); i > 0; --i) {
      numbers.push_back(static_cast<double>(draw.between(0, 3)));
      if (info(dtype).is_floating_point && draw.chance(0.2)) numbers.back() = kNan;
    }
    const Array x = array_in(draw_layout(draw, shape), numbers, dtype);
    const Values values = to_vector<double>(x);
    Shape result = shape;
    result[axis] = k;
    Values expected(static_cast<std::size_t>(numel(result)));
    Shape columns = shape;
    columns.erase(axis);
    for (Index column = 0; column < numel(columns); ++column) {
      const auto at = [&](Index position, const Shape& within) {
        Dims index = unravel(column, columns);
        index.insert(axis, position);
        return place(index, within);
      };
      // By the definition: sorted, with NaN as infinity, which the others are not.
      const auto key = [&](Index position) {
        const double value = values[at(position, shape)];
        const double number = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
        return largest ? -number : number;
      };
      std::vector<Index> order(static_cast<std::size_t>(shape[axis]));
      std::iota(order.begin(), order.end(), Index{0});
      std::stable_sort(order.begin(), order.end(),
                       [&](Index i, Index j) { return key(i) < key(j); });
      for (Index i = 0; i < k; ++i)
        expected[at(i, result)] = static_cast<double>(order[static_cast<std::size_t>(i)]);
    }
    const Array out = poisoned(draw_layout(draw, result), int64);
    run_into(ops::topk, {&x}, {&out}, TopKAttributes{axis, k, largest});
    expect_all("the first " + std::to_string(k) + " of " + to_string(shape) + " along axis " +
                   std::to_string(axis),
               to_vector<double>(out), expected);
  }
}

TEST(IndexingAndJoining, ResultsDoNotDependOnTheThreads) {
  if (!gather_is_right() || !scatter_is_right()) return;
  Draw draw("threads");
  const int before = gradus::num_threads();
  for (int axis = 0; axis < 2; ++axis) {
    const Shape shape = axis == 0 ? Shape{50, 900} : Shape{900, 50},
                many = axis == 0 ? Shape{400, 900} : Shape{900, 400};
    const Array x = draw_array(draw, shape, float32), src = draw_array(draw, many, float32);
    Values at;
    for (Index i = numel(many); i > 0; --i) at.push_back(static_cast<double>(draw.between(0, 49)));
    const Array index = positions(many, at);
    std::vector<Values> gathered, added, best;
    for (int threads : {1, 2, 3, 5}) {
      gradus::set_num_threads(threads);
      gathered.push_back(to_vector<double>(gather(x, axis, index)));
      added.push_back(to_vector<double>(scatter_add(x, axis, index, src)));
      best.push_back(to_vector<double>(topk(src, 10, axis)));
    }
    for (std::size_t i = 1; i < added.size(); ++i) {
      EXPECT_TRUE(gathered[i] == gathered[0]) << "gather along axis " << axis;
      EXPECT_TRUE(added[i] == added[0])
          << "scatter_add along axis " << axis
          << ": the sums depend on how many threads there are; each column must be one thread's";
      EXPECT_TRUE(best[i] == best[0]) << "topk along axis " << axis;
    }
  }
  gradus::set_num_threads(before);
}

TEST(IndexingAndJoining, PositionsOutsideAreNamed) {
  const Array x = array_of({3, 2}, {1, 2, 3, 4, 5, 6}), ones = array_of({2, 2}, {1, 1, 1, 1});
  EXPECT_EQ(message([&] {
              gather(x, 0, positions({2, 2}, {2, 0, 1, 3}));
            }),
            "gather: the index at [1, 1] is 3, outside axis 0 of size 3; use 0 to 2");
  EXPECT_EQ(message([&] {
              gather(x, 1, positions({1, 2}, {-1, 0}));
            }),
            "gather: the index at [0, 0] is -1, outside axis 1 of size 2; use 0 to 1");
  EXPECT_EQ(message([&] {
              scatter_add(x, 0, positions({2, 2}, {2, 7, 9, 0}), ones);
            }),
            "scatter_add: the index at [0, 1] is 7, outside axis 0 of size 3; use 0 to 2");
  const Array target = array_of({3, 2}, {1, 2, 3, 4, 5, 6}), bad = positions({2, 2}, {2, 1, 9, 0});
  message([&] { run_into(ops::scatter_add, {&x, &bad, &ones}, {&target}, AxisAttributes{0}); });
  expect_all("what the output held before, after an error", to_vector<double>(target),
             {1, 2, 3, 4, 5, 6});
  // Said once, read often.
  const Array one = positions({1}, {5});
  const Array wide = one.with(gradus::views::expand(one.layout, {3, 2}));
  EXPECT_EQ(message([&] { gather(x, 0, wide); }),
            "gather: the index at [0, 0] is 5, outside axis 0 of size 3; use 0 to 2");
  const Array none = array_of({0, 2}, {});
  EXPECT_EQ(message([&] {
              gather(none, 0, positions({1, 2}, {0, 0}));
            }),
            "gather: the index at [0, 0] is 0, outside axis 0 of size 0, which has no elements");
}

TEST(IndexingAndJoining, ErrorsNameTheValues) {
  const Array x = array_of({3, 2}, {1, 2, 3, 4, 5, 6});
  const Array i = positions({3, 2}, {0, 0, 0, 0, 0, 0});
  EXPECT_EQ(message([&] { gather(x, 0, x); }),
            "gather: the index must be int64, not float64; convert it with to(int64)");
  EXPECT_EQ(message([&] {
              gather(x, 0, positions({2}, {0, 0}));
            }),
            "gather: an index of shape [2] along axis 0 of [3, 2]; both need the same number of "
            "axes");
  EXPECT_EQ(message([&] { gather(x, 2, i); }),
            "gather: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([&] {
              gather(x, 1, positions({4, 1}, {0, 0, 0, 0}));
            }),
            "gather: the index [4, 1] is larger than [3, 2] along axis 0 (4 > 3); only along axis "
            "1 may it be");
  EXPECT_EQ(message([&] {
              scatter_add(x, 0, i, array_of({2, 2}, {1, 1, 1, 1}));
            }),
            "scatter_add: what is added is [2, 2], the index [3, 2]; they must have one shape "
            "(slice the larger one)");
  EXPECT_EQ(message([&] { scatter_add(x, 0, i, i); }),
            "scatter_add: dtypes differ: float64 and int64; convert one with to(dtype)");
  const auto cat = [](const Array& a, const Array& b, int axis) {
    return run(ops::cat, {&a, &b}, CatAttributes{axis});
  };
  EXPECT_EQ(message([&] {
              cat(x, array_of({2, 3}, {1, 2, 3, 4, 5, 6}), 0);
            }),
            "cat: [3, 2] and [2, 3] do not fit; only along axis 0 may sizes differ");
  EXPECT_EQ(message([&] {
              cat(x, array_of({3}, {1, 2, 3}), 0);
            }),
            "cat: [3, 2] and [3] do not fit; only along axis 0 may sizes differ");
  EXPECT_EQ(message([&] { cat(x, i, 0); }),
            "cat: dtypes differ: float64 and int64; convert one with to(dtype)");
  EXPECT_EQ(message([&] { cat(array_of({}, {1}), array_of({}, {1}), 0); }),
            "cat: there is no axis 0 in a tensor of rank 0; a single number has no axes");
  EXPECT_EQ(message([&] { topk(x, 4, 0); }), "topk: k is 4, but axis 0 of [3, 2] has 3 elements");
  EXPECT_EQ(message([&] { topk(x, -1, 0); }), "topk: k is -1, but axis 0 of [3, 2] has 3 elements");
  EXPECT_EQ(message([&] { topk(x, 1, 2); }),
            "topk: there is no axis 2 in a tensor of rank 2; use -2 to 1");
}
