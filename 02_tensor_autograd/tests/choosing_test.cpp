#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using gradus::bool_;
using gradus::float64;
using gradus::grad;
using gradus::int64;
using gradus::Shape;
using gradus::Tensor;
using gradus::tensor;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

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

// A leaf.
Tensor leaf(const gradus::Nested& numbers) { return tensor(numbers, float64).requires_grad(true); }

// The gradient of a leaf, for an upstream gradient.
Numbers gradient(const Tensor& result, const Tensor& x, const gradus::Nested& upstream) {
  gradus::BackwardOptions again;
  again.retain_graph = true;
  return grad(result, {x}, tensor(upstream, float64), again)[0].to_vector();
}

}  // namespace

TEST(Choosing, Comparisons) {
  const Tensor a = tensor({1, 2, 3}), b = tensor({3, 2, 1});
  EXPECT_EQ((a < b).dtype(), bool_);
  expect_all("[1, 2, 3] < [3, 2, 1]", (a < b).to_vector(), {1, 0, 0});
  expect_all("[1, 2, 3] <= [3, 2, 1]", (a <= b).to_vector(), {1, 1, 0});
  expect_all("[1, 2, 3] > 2.5", (a > 2.5).to_vector(), {0, 0, 1});
  expect_all("2 >= [1, 2, 3]", (2 >= a).to_vector(), {1, 1, 0});
  expect_all("eq", eq(a, b).to_vector(), {0, 1, 0});
  expect_all("ne", ne(a, 2).to_vector(), {1, 0, 1});
}

TEST(Choosing, Where) {
  const Tensor condition = tensor({true, false, true});
  const Tensor a = leaf({1, 2, 3}), b = leaf({10, 20, 30});
  const Tensor y = where(condition, a, b);
  expect_all("where([true, false, true], [1, 2, 3], [10, 20, 30])", y.to_vector(), {1, 20, 3});
  const gradus::Nested upstream = {0.5, -2, 3};
  expect_all("its gradient for a, upstream [0.5, -2, 3]", gradient(y, a, upstream), {0.5, 0, 3})
      .if_equal({0, -2, 0}, "the branches are exchanged: a is taken where the condition holds")
      .if_equal({0.5, -2, 3}, "b was chosen in the middle; if a moves there, nothing happens")
      .if_equal({1, 0, 1}, "that is the condition; g is missing");
  expect_all("and for b", gradient(y, b, upstream), {0, -2, 0})
      .if_equal({0.5, -2, 3}, "both branches got all of g");
}

TEST(Choosing, WhereKeepsNaNOut) {
  const Tensor condition = tensor({true, false});
  const Tensor a = leaf({1, kNaN}), b = leaf({kInfinity, 4});
  const Tensor y = where(condition, a, b);
  expect_all("where([true, false], [1, NaN], [infinity, 4])", y.to_vector(), {1, 4});
  const gradus::Nested upstream = {kNaN, 3};
  const Numbers for_a = gradient(y, a, upstream), for_b = gradient(y, b, upstream);
  expect_all("the gradient for b, upstream [NaN, 3]", for_b, {0, 3})
      .if_true(std::isnan(for_b[0]) && gradient(y, b, {1, 3}) == Numbers{0, 3},
               "0 times NaN is NaN: choose between g and 0, do not multiply by a mask");
  EXPECT_TRUE(std::isnan(for_a[0])) << "in the branch taken NaN stays: something did go wrong";
}

TEST(Choosing, WhereBroadcastsAllThree) {
  const Tensor a = leaf({{1}, {2}}), b = leaf(10);
  const Tensor condition = tensor({true, false, true});
  const Tensor y = where(condition, a, b);
  EXPECT_EQ(y.shape(), Shape({2, 3}));
  expect_all("where of [3], [2, 1] and []", y.to_vector(), {1, 10, 1, 2, 10, 2});
  expect_all("the gradient for [2, 1]", gradient(y, a, {{1, 2, 3}, {4, 5, 6}}), {4, 10});
  expect_all("the gradient for []", gradient(y, b, {{1, 2, 3}, {4, 5, 6}}), {7});
  expect_all("with numbers", where(condition, 0, where(condition, a, -1)).to_vector(),
             {0, -1, 0, 0, -1, 0});
}

TEST(Choosing, WhereWantsACondition) {
  const Tensor a = tensor({1.0, 2.0});
  EXPECT_EQ(message([&] { where(a, a, a); }),
            "where: the condition is float32, not bool; compare it with something, or convert it "
            "with to(bool_)");
  EXPECT_EQ(message([&] {
              where(tensor({true, false, true}), a, a);
            }),
            "where: shapes do not broadcast: [3] and [2] (3 against 2; sizes must be equal, or one "
            "of them 1, counted from the last axis)");
}

TEST(Choosing, Maximum) {
  const Tensor a = leaf({1, 5, 2}), b = leaf({3, 4, 2});
  const Tensor y = maximum(a, b);
  expect_all("maximum([1, 5, 2], [3, 4, 2])", y.to_vector(), {3, 5, 2});
  const gradus::Nested upstream = {0.5, -2, 3};
  expect_all("its gradient for a, upstream [0.5, -2, 3]", gradient(y, a, upstream), {0, -2, 1.5})
      .if_equal({0, -2, 3}, "a tie went to the first input, or to both of them; each gets half")
      .if_equal({0, -2, 0}, "nobody got the gradient of the tie: neither of the two has lost")
      .if_equal({0.5, 0, 1.5}, "the loser was paid: a gets g where it is the larger one")
      .if_equal({0, 1, 0.5}, "g is missing: these are the shares, not the gradient");
  expect_all("and for b", gradient(y, b, upstream), {0.5, 0, 1.5});
}

TEST(Choosing, TheGradientOfATieIsSharedNotDoubled) {
  const Tensor x = leaf({2, 3});
  const Numbers both = gradient(maximum(x, x), x, {1, 1});
  expect_all("the gradient of maximum(x, x), which is x", both, {1, 1})
      .if_equal({2, 2}, "at a tie both inputs got all of g: maximum(x, x) would have slope 2")
      .if_equal({0, 0}, "at a tie nobody got anything");
}

TEST(Choosing, MaximumAndNaN) {
  const Tensor a = leaf({kNaN, 1}), b = leaf({1, kNaN});
  const Tensor y = maximum(a, b);
  EXPECT_TRUE(std::isnan(y.to_vector()[0]) && std::isnan(y.to_vector()[1]))
      << "NaN must not disappear in a comparison that is always false";
  expect_all("gradient where one is NaN: it spoils both", gradient(y, a, {2, 3}), {2, 3});
}

TEST(Choosing, Minimum) {
  const Tensor a = leaf({1, 5, 2}), b = leaf({3, 4, 2});
  const Tensor y = minimum(a, b);
  expect_all("minimum([1, 5, 2], [3, 4, 2])", y.to_vector(), {1, 4, 2});
  expect_all("its gradient for a, upstream [0.5, -2, 3]", gradient(y, a, {0.5, -2, 3}),
             {0.5, 0, 1.5});
}

TEST(Choosing, Clamp) {
  const Tensor x = leaf({-2, -1, 0, 1, 2, kNaN});
  const Tensor y = clamp(x, -1, 1);
  const Numbers values = y.to_vector();
  expect_all("clamp([-2, -1, 0, 1, 2, NaN], -1, 1), without the last",
             Numbers(values.begin(), values.end() - 1), {-1, -1, 0, 1, 1});
  EXPECT_TRUE(std::isnan(values[5])) << "NaN stays NaN";
  expect_all("its gradient, upstream [1, 2, 3, 4, 5, 6]", gradient(y, x, {1, 2, 3, 4, 5, 6}),
             {0, 2, 3, 4, 0, 0})
      .if_equal({0, 0, 3, 0, 0, 0}, "at a bound, x is still the result: the gradient passes")
      .if_equal({0, 2, 3, 4, 5, 0}, "beyond the upper bound the result is constant, too")
      .if_equal({0, 2, 3, 4, 0, 6},
                "NaN lies between no bounds: ask whether x is inside, not outside")
      .if_equal({1, 2, 3, 4, 5, 6}, "beyond the bounds the result does not move with x")
      .if_equal({0, 1, 1, 1, 0, 0}, "g is missing: that is where the gradient passes");
}

TEST(Choosing, ClampWithOneBound) {
  const Tensor x = leaf({-2, 0, 2});
  expect_all("clamp([-2, 0, 2], 0, {})", clamp(x, 0, {}).to_vector(), {0, 0, 2});
  expect_all("clamp([-2, 0, 2], {}, 0)", clamp(x, {}, 0).to_vector(), {-2, 0, 0});
  expect_all("gradient with a lower bound only", gradient(clamp(x, 0), x, {1, 2, 3}), {0, 2, 3});
  expect_all("gradient with an upper bound only", gradient(clamp(x, {}, 0), x, {1, 2, 3}),
             {1, 2, 0});
  EXPECT_EQ(clamp(tensor({1, 7}), {}, 5).dtype(), int64);
}

TEST(Choosing, SecondDerivatives) {
  // What chooses has slope 1 or 0, and what it is made of keeps its own curvature.
  const Tensor x = leaf({-2, 0.5, 3});
  gradus::BackwardOptions again;
  again.create_graph = true;
  const Tensor y = clamp(maximum(x * x * x, x), -1, 20);
  const Tensor first = grad(y, {x}, tensor({1, 1, 1}, float64), again)[0];
  expect_all("d/dx clamp(max(x^3, x), -1, 20) at [-2, 0.5, 3]", first.to_vector(), {0, 1, 0});
  const Tensor z = where(x > 0, square(x) * x, -x);
  const Tensor slope = grad(z, {x}, tensor({1, 1, 1}, float64), again)[0];
  expect_all("slopes of x^3 or -x", slope.to_vector(), {-1, 0.75, 27});
  expect_all("their slopes", gradient(slope, x, {1, 1, 1}), {0, 3, 18});
}
