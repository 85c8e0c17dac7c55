#include <gradus/common/random.h>
#include <gradus/scalar_autograd/arithmetic.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/testing/child_process.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using gradus::scalar::backward;
using gradus::scalar::Node;
using gradus::scalar::topological_order;
using gradus::scalar::Value;
using gradus::testing::expect;

TEST(Backward, OrderHoldsEachNodeOnceAndParentsFirst) {
  const Value a = 2, b = 3;
  const Value product = a * b, sum = product + a, result = product * sum;
  const std::vector<Node*> order = topological_order(result);
  expect("nodes in the order", static_cast<double>(order.size()), 5)
      .if_true(std::set<Node*>(order.begin(), order.end()).size() < order.size(),
               "a node stands in it more than once");
  const auto place = [&](const Value& value) {
    return std::find(order.begin(), order.end(), value.node()) - order.begin();
  };
  for (const Value& value : {product, sum, result})
    for (const Value& parent : value.parents())
      EXPECT_LT(place(parent), place(value))
          << "Likely cause: " << how_made(value) << " stands before its parent " << parent.data()
          << "; a node is complete only after all that it was made from";
}

TEST(Backward, OrderCanBeAskedForAgain) {
  const Value a = 2;
  const Value result = a * a + a;
  const auto first = topological_order(result), second = topological_order(result);
  EXPECT_EQ(first, second);
}

TEST(Backward, SharedValuesAreVisitedOnceHoweverManyPathsLeadThere) {
  Value x = 1;
  const Value a = x;
  for (int i = 0; i < 12; ++i) x += x;  // 4096 paths from the result to a
  expect("nodes in the order of a 12 times doubled",
         static_cast<double>(topological_order(x).size()), 13);
  backward(x);
  expect("d(4096 a)/da", a.grad(), 4096);
}

TEST(Backward, EveryPathCounts) {
  const Value a = 2, b = 3;
  const Value product = a * b, sum = product + a, result = product * sum;  // ab (ab + a)
  backward(result);
  expect("result's own gradient", result.grad(), 1)
      .if_equal(0, "the result moves with itself at rate 1; the sweep has nothing to start from");
  expect("d/d(sum)", sum.grad(), 6);
  expect("d/d(product)", product.grad(), 8 + 6)
      .if_equal(8, "product handed its gradient on, or was cleared, before sum's share came in");
  expect("d/da", a.grad(), 3 * 14 + 6)
      .if_true(a.grad() == 0 && result.grad() == 1,
               "nothing arrived: the sweep must start at the result, not at the leaves")
      .if_equal(3 * 8 + 6, "product passed its gradient on too early");
  expect("d/db", b.grad(), 2 * 14);
}

TEST(Backward, ASecondPassStartsAnewForComputedValues) {
  Value a = 2, b = 3;
  const Value c = a * b, result = c * c;
  backward(result);
  backward(result);
  expect("d(result)/dc after a second pass", c.grad(), 12)
      .if_equal(24, "c still held the first pass's gradient: computed values must be cleared")
      .if_equal(36,
                "c and the result still held the first pass's gradients: computed values must "
                "be cleared");
  a.set_grad(0);
  b.set_grad(0);
  backward(result);
  expect("d(result)/da in a pass of its own", a.grad(), 36);
}

TEST(Backward, LeavesSumUpOverPasses) {
  const Value a = 2;
  backward(a * 5);
  backward(a * 7);
  expect("a's gradient after the passes of 5a and 7a", a.grad(), 12)
      .if_equal(7, "a is a leaf: its gradient adds up over passes until you set it to 0");
  backward(a);
  expect("a's gradient after a pass of a itself", a.grad(), 13)
      .if_equal(1, "the result's gradient must grow by 1; it may be a leaf that holds something");
}

TEST(Backward, RandomUpstreamGradients) {
  const gradus::RandomStream random(3, "upstream");
  for (std::uint64_t i = 0; i < 20; ++i) {
    const double u = random.normal(3 * i), x = random.normal(3 * i + 1),
                 y = random.normal(3 * i + 2);
    const Value a = x, b = y;
    backward((a * b + a) * u);
    expect("d(u (ab + a))/da", a.grad(), u * (y + 1));
    expect("d(u (ab + a))/db", b.grad(), u * x);
  }
}

TEST(Backward, GradientsAreThoseOfPyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/expressions.json");
  for (int i = 0; i < 3; ++i) {
    const std::string at = "/sums_and_products/" + std::to_string(i);
    const Value a = golden.number(at + "/a"), b = golden.number(at + "/b");
    const Value c = a * b + a, d = c * c + b * 3, e = d * c + a * d;
    const Value result = e * e * 0.01 + d;
    backward(result);
    expect("the value", result.data(), golden.number(at + "/value"));
    expect("its derivative with respect to a", a.grad(), golden.number(at + "/da"));
    expect("its derivative with respect to b", b.grad(), golden.number(at + "/db"));
  }
}

TEST(Backward, AChainOfAMillionNodes) {
  const bool came_back = gradus::testing::survives([] {
    const Value a = 1;
    Value x = a;
    for (int i = 0; i < 1'000'000; ++i) x += a;
    backward(x);
  });
  EXPECT_TRUE(came_back)
      << "Likely cause: a walk that calls itself needs a stack frame for each node, and a million "
         "of them do not fit (is topological_order recursive?)";
}
