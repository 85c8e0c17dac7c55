#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "draw.h"

using gradus::broadcast_axes;
using gradus::Index;
using gradus::Shape;
using gradus::testing::Draw;
using gradus::testing::expect_all;

namespace {

Shape together(const Shape& a, const Shape& b) {
  return gradus::broadcast_shapes(a, b, "broadcast");
}

// The shape, or what was wrong with it.
std::string told(const Shape& a, const Shape& b) {
  try {
    return to_string(together(a, b));
  } catch (const gradus::Error& error) {
    return error.what();
  }
}

}  // namespace

TEST(Broadcasting, TwoShapesTogether) {
  expect_all("[2, 3] and [3] together", together({2, 3}, {3}), {2, 3});
  expect_all("[3] and [2, 3] together", together({3}, {2, 3}), {2, 3})
      .if_equal({3}, "the longer shape says how many axes the result has");
  expect_all("[4, 1] and [3] together", together({4, 1}, {3}), {4, 3});
  expect_all("[3, 1] and [1, 4] together", together({3, 1}, {1, 4}), {3, 4})
      .if_equal({3, 1}, "where the first shape has a 1, the second one's size counts");
  expect_all("[] and [2, 2] together", together({}, {2, 2}), {2, 2});
  expect_all("[2, 3, 4] and [3, 4] together", together({2, 3, 4}, {3, 4}), {2, 3, 4});
}

TEST(Broadcasting, ShapesAreAlignedAtTheLastAxis) {
  EXPECT_EQ(told({3, 4}, {2, 3, 4}), "[2, 3, 4]")
      << "Likely cause: the shapes were aligned at their first axes; the last ones belong together";
  EXPECT_EQ(told({5}, {5, 1}), "[5, 5]")
      << "Likely cause: the shapes were aligned at their first axes; the last ones belong together";
}

TEST(Broadcasting, SizesOfZero) {
  expect_all("[0] and [1] together", together({0}, {1}), {0})
      .if_equal({1}, "0 and 1 give 0: the larger size is not always the right one");
  expect_all("[2, 1] and [1, 0] together", together({2, 1}, {1, 0}), {2, 0})
      .if_equal({2, 1}, "0 and 1 give 0: the larger size is not always the right one");
}

TEST(Broadcasting, ShapesThatDoNotFit) {
  EXPECT_EQ(told({2, 3}, {2, 4}),
            "broadcast: shapes do not broadcast: [2, 3] and [2, 4] (3 against 4; sizes must be "
            "equal, or one of them 1, counted from the last axis)")
      << "Likely cause: sizes that do not fit must be refused, or the gradients of this "
         "operation are nonsense later";
  EXPECT_NE(told({2}, {4}), "[4]") << "Likely cause: 4 is a multiple of 2, but nobody repeats twos";
  EXPECT_NE(told({0}, {3}), "[3]");
  EXPECT_NE(told({0}, {3}), "[0]") << "Likely cause: only 1 fits to 0; 3 does not";
}

TEST(Broadcasting, RandomShapes) {
  Draw draw("broadcast");
  for (int sample = 0; sample < 100; ++sample) {
    const Shape result = draw.shape();
    Shape a = result, b = result;
    for (int axis = 0; axis < result.rank(); ++axis)
      if (draw.chance(0.4)) (draw.chance(0.5) ? a : b)[axis] = 1;
    Shape& shorter = draw.chance(0.5) ? a : b;
    Shape& other = &shorter == &a ? b : a;
    for (Index left = draw.between(0, result.rank()); left > 0; --left) {
      other[result.rank() - shorter.rank()] = result[result.rank() - shorter.rank()];
      shorter.erase(0);
    }
    Shape expected = result;
    for (int axis = 0; axis < result.rank(); ++axis) {
      const int skipped = result.rank() - shorter.rank();
      if (axis >= skipped && shorter[axis - skipped] == 1 && other[axis] == 1) expected[axis] = 1;
    }
    EXPECT_EQ(told(a, b), to_string(expected)) << a << " and " << b;
    EXPECT_EQ(told(b, a), to_string(expected)) << b << " and " << a;
  }
}

TEST(Broadcasting, RepeatedAxes) {
  expect_all("the axes along which [3] is repeated to [2, 3]", broadcast_axes({3}, {2, 3}), {0})
      .if_equal(std::vector<double>{},
                "an axis that was not there counts as size 1: it is repeated too");
  expect_all("the axes along which [2, 1] is repeated to [2, 3]", broadcast_axes({2, 1}, {2, 3}),
             {1})
      .if_equal({0}, "these are the axes along which it is not repeated");
  expect_all("the axes along which [3, 1] is repeated to [2, 3, 4]",
             broadcast_axes({3, 1}, {2, 3, 4}), {0, 2})
      .if_equal({0}, "an axis of size 1 that grows is repeated too, not only the added ones")
      .if_equal({2}, "an axis that was not there counts as size 1: it is repeated too")
      .if_equal({0, 1}, "the axes are those of the longer shape: count from its front");
  expect_all("the axes along which [1, 3] is repeated to [1, 3]", broadcast_axes({1, 3}, {1, 3}),
             std::vector<double>{})
      .if_equal({0}, "a size of 1 that stays 1 is not repeated");
  expect_all("the axes along which [] is repeated to [2, 2]", broadcast_axes({}, {2, 2}), {0, 1})
      .if_equal(std::vector<double>{},
                "an axis that was not there counts as size 1: it is repeated too");
  expect_all("the axes along which [1] is repeated to [1, 1]", broadcast_axes({1}, {1, 1}), {0});
  expect_all("the axes along which [1] is repeated to [0]", broadcast_axes({1}, {0}), {0});
}
