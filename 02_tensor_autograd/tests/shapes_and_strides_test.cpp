#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "draw.h"

using gradus::contiguous_strides;
using gradus::Dims;
using gradus::Index;
using gradus::is_contiguous;
using gradus::numel;
using gradus::offset_of;
using gradus::Shape;
using gradus::Strides;
using gradus::unravel;
using gradus::testing::Draw;
using gradus::testing::expect;
using gradus::testing::expect_all;

TEST(ShapesAndStrides, Lists) {
  Dims dims{2, 3};
  dims.push_back(4);
  dims.insert(0, 7);
  expect_all("7 put before [2, 3, 4]", dims, {7, 2, 3, 4});
  dims.erase(1);
  EXPECT_EQ(to_string(dims), "[7, 3, 4]");
  EXPECT_EQ(to_string(Dims{}), "[]");
  EXPECT_FALSE(Dims({1}) == Dims({1, 1}));
  EXPECT_THROW(Dims::filled(9, 1), gradus::Error);
}

TEST(ShapesAndStrides, NumberOfElements) {
  EXPECT_EQ(numel({2, 3, 4}), 24);
  EXPECT_EQ(numel({}), 1) << "[] is the shape of a single number";
  EXPECT_EQ(numel({5, 0, 3}), 0);
  EXPECT_THROW(numel({Index{1} << 40, Index{1} << 40}), gradus::Error) << "2^80 is too many";
  EXPECT_THROW(numel({2, -1}), gradus::Error);
}

TEST(ShapesAndStrides, StridesWithoutGaps) {
  expect_all("strides of [2, 3, 4]", contiguous_strides({2, 3, 4}), {12, 4, 1})
      .if_equal({1, 2, 6},
                "the first axis moves by 1 here: that is column-major order (Fortran, Julia, "
                "MATLAB); in row-major order the last axis does")
      .if_equal({24, 12, 4},
                "an axis must jump over what lies behind it; its own size has no part in its "
                "own stride");
  expect_all("strides of [5]", contiguous_strides({5}), {1});
  expect_all("strides of a single number", contiguous_strides({}), std::vector<double>{});
  expect_all("strides of [2, 1, 3]", contiguous_strides({2, 1, 3}), {3, 3, 1});
  expect_all("strides of [2, 0, 3]", contiguous_strides({2, 0, 3}), {3, 3, 1})
      .if_equal({0, 3, 1},
                "a size of 0 made the strides before it 0, which will mean `repeated`; count it "
                "as 1");
}

TEST(ShapesAndStrides, Offset) {
  expect("offset of index [1, 2, 3] with strides [12, 4, 1]",
         static_cast<double>(offset_of({1, 2, 3}, {12, 4, 1})), 23)
      .if_equal(6, "these are the indices added up; each counts as often as its stride says")
      .if_equal(20, "the last axis is missing in the sum")
      .if_equal(11, "the first axis is missing in the sum");
  expect("offset of index [1, 2] with strides [1, 10] (a transposed matrix)",
         static_cast<double>(offset_of({1, 2}, {1, 10})), 21)
      .if_equal(12, "the strides were taken in the wrong order");
  expect("offset of a single number", static_cast<double>(offset_of({}, {})), 0);
  expect("offset with a stride of 0", static_cast<double>(offset_of({7, 1}, {0, 1})), 1);
}

TEST(ShapesAndStrides, Unravel) {
  const std::vector<double> rows_first = {0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2};
  std::vector<double> indices;
  for (Index i = 0; i < 6; ++i)
    for (Index at : unravel(i, {2, 3})) indices.push_back(static_cast<double>(at));
  expect_all("the six indices of [2, 3] in row-major order", indices, rows_first)
      .if_equal({0, 0, 1, 0, 0, 1, 1, 1, 0, 2, 1, 2},
                "the first index turns fastest here; in row-major order the last one does")
      .if_equal({0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1},
                "an index must be divided by its own axis's size, not its neighbour's");
  expect_all("the index of the only element of []", unravel(0, {}), std::vector<double>{});
}

TEST(ShapesAndStrides, UnravelAndOffsetAreInverse) {
  Draw draw("inverse");
  for (int sample = 0; sample < 50; ++sample) {
    const Shape shape = draw.shape();
    const Strides strides = contiguous_strides(shape);
    std::vector<double> offsets, positions;
    for (Index i = 0; i < numel(shape); ++i) {
      offsets.push_back(static_cast<double>(offset_of(unravel(i, shape), strides)));
      positions.push_back(static_cast<double>(i));
    }
    expect_all("offset_of(unravel(i)) for every i in " + to_string(shape), offsets, positions);
  }
}

TEST(ShapesAndStrides, Contiguous) {
  const auto says = [](const Shape& shape, const Strides& strides) {
    return is_contiguous(shape, strides) ? 1.0 : 0.0;
  };
  expect("whether [2, 3] with strides [3, 1] is contiguous", says({2, 3}, {3, 1}), 1);
  expect("whether [] is contiguous", says({}, {}), 1);
  expect("whether [3, 2] with strides [1, 3] (a transposed matrix) is", says({3, 2}, {1, 3}), 0)
      .if_equal(1, "no gaps is not enough: the elements must also lie in row-major order");
  expect("whether [2, 2] with strides [3, 1] (two columns of three) is", says({2, 2}, {3, 1}), 0)
      .if_equal(1, "the last stride is 1, but there is a gap at the end of each row");
  expect("whether [3] with stride 2 (every second element) is", says({3}, {2}), 0)
      .if_equal(1, "the elements lie 2 apart: the last stride must be 1");
  expect("whether [2, 3] with strides [0, 1] (a row repeated) is", says({2, 3}, {0, 1}), 0);
  expect("whether [2, 1, 3] with strides [3, 77, 1] is", says({2, 1, 3}, {3, 77, 1}), 1)
      .if_equal(0, "nobody ever takes a step along an axis of size 1: its stride does not matter");
  expect("whether [2, 0] with strides [5, 9] is", says({2, 0}, {5, 9}), 1)
      .if_equal(0, "a tensor without elements has no gaps, whatever its strides");
}

TEST(ShapesAndStrides, ContiguousForRandomShapes) {
  Draw draw("contiguous");
  for (int sample = 0; sample < 50; ++sample) {
    const Shape shape = draw.shape();
    Strides strides = contiguous_strides(shape);
    EXPECT_TRUE(is_contiguous(shape, strides)) << shape << " with strides " << strides;
    for (int axis = 0; axis < shape.rank(); ++axis)
      if (shape[axis] == 1) strides[axis] = draw.between(0, 100);
    EXPECT_TRUE(is_contiguous(shape, strides)) << shape << " with strides " << strides;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (shape[axis] <= 1 || numel(shape) == 0) continue;
      Strides wider = strides;
      ++wider[axis];
      EXPECT_FALSE(is_contiguous(shape, wider)) << shape << " with strides " << wider;
    }
  }
}

TEST(ShapesAndStrides, NegativeAxesCountFromTheEnd) {
  EXPECT_EQ(gradus::normalize_axis(-1, 3, "test"), 2);
  EXPECT_EQ(gradus::normalize_axis(0, 3, "test"), 0);
  try {
    gradus::normalize_axis(3, 3, "sum");
    FAIL() << "axis 3 of rank 3 does not exist";
  } catch (const gradus::Error& error) {
    EXPECT_STREQ(error.what(), "sum: there is no axis 3 in a tensor of rank 3; use -3 to 2");
  }
  EXPECT_THROW(gradus::normalize_axis(0, 0, "test"), gradus::Error);
}
