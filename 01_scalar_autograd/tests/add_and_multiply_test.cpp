#include <gradus/common/random.h>
#include <gradus/scalar_autograd/arithmetic.h>
#include <gradus/scalar_autograd/chain_rule.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

using gradus::RandomStream;
using gradus::scalar::Local;
using gradus::scalar::pass_gradient;
using gradus::scalar::record;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

const gradus::testing::Golden& golden() {
  static const gradus::testing::Golden result(GRADUS_TEST_DATA "/operators.json");
  return result;
}

// The value and both derivatives at all points of the golden file, in a row.
std::vector<double> values_and_derivatives(const std::vector<double>& a,
                                           const std::vector<double>& b,
                                           Local (*f)(double, double)) {
  std::vector<double> result;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Local local = f(a[i], b[i]);
    result.insert(result.end(), {local.value, local.da, local.db});
  }
  return result;
}

}  // namespace

TEST(AddAndMultiply, Sum) {
  const auto a = golden().numbers("/add/a"), b = golden().numbers("/add/b");
  const auto all = [&](Local (*f)(double, double)) { return values_and_derivatives(a, b, f); };
  std::vector<double> expected;
  for (std::size_t i = 0; i < a.size(); ++i)
    expected.insert(expected.end(), {golden().numbers("/add/value")[i], 1, 1});
  expect_all("a + b, d(a + b)/da, d(a + b)/db at several points", all(gradus::scalar::local::add),
             expected)
      .if_equal(all([](double x, double y) {
                  return Local{x + y, x, y};
                }),
                "a sum moves exactly as far as one operand moves, wherever that is")
      .if_equal(all([](double x, double y) {
                  return Local{x + y, y, x};
                }),
                "these are the derivatives of a product, not of a sum");
}

TEST(AddAndMultiply, Product) {
  const auto a = golden().numbers("/multiply/a"), b = golden().numbers("/multiply/b");
  const auto all = [&](Local (*f)(double, double)) { return values_and_derivatives(a, b, f); };
  std::vector<double> expected;
  for (std::size_t i = 0; i < a.size(); ++i)
    expected.insert(expected.end(),
                    {golden().numbers("/multiply/value")[i], golden().numbers("/multiply/da")[i],
                     golden().numbers("/multiply/db")[i]});
  expect_all("a * b, d(a * b)/da, d(a * b)/db at several points",
             all(gradus::scalar::local::multiply), expected)
      .if_equal(all([](double x, double y) {
                  return Local{x * y, x, y};
                }),
                "the two derivatives are exchanged: if a grows by h, a * b grows by b h")
      .if_equal(all([](double x, double y) {
                  return Local{x * y, 1, 1};
                }),
                "these are the derivatives of a sum; a product's depend on where it is");
}

TEST(AddAndMultiply, OperatorsRememberWhatTheyDid) {
  const Value a = 2, b = -3;
  const Value sum = a + b, product = a * b, mixed = 2 * a + 1;
  expect("2 + -3", sum.data(), -1);
  EXPECT_STREQ(sum.op(), "+");
  expect("2 * -3", product.data(), -6);
  EXPECT_STREQ(product.op(), "*");
  expect("2 * a + 1 at a = 2", mixed.data(), 5);
  Value c = a;
  c += b;
  c *= 4;
  expect("(a + b) * 4, by += and *=", c.data(), -4);
  expect("a, of which c was a copy before +=", a.data(), 2);
}

TEST(AddAndMultiply, ChainRuleMultipliesByTheGradientThatArrives) {
  const RandomStream random(1, "chain rule");
  for (std::uint64_t i = 0; i < 20; ++i) {
    const double upstream = random.normal(3 * i);
    const double da = random.normal(3 * i + 1), db = random.normal(3 * i + 2);
    const Value a = 1, b = 1;
    Value c = record("f", {1, da, db}, {a, b});
    c.set_grad(upstream);
    pass_gradient(*c.node());
    const std::string given = " with d(result)/dc = " + std::to_string(upstream);
    expect("a's gradient through c = f(a, b)" + given + ", dc/da = " + std::to_string(da), a.grad(),
           upstream * da)
        .if_equal(da, "dc/da alone; where is the gradient of c itself?")
        .if_equal(upstream, "c's gradient alone; how fast does c move with a?")
        .if_true(a.grad() == (upstream * da > 0),
                 "only whether the product is positive was added, 1 or 0; a comparison got in");
    expect("b's gradient" + given + ", dc/db = " + std::to_string(db), b.grad(), upstream * db)
        .if_true(b.grad() == 0 && a.grad() == upstream * da,
                 "b got nothing: the gradient must reach the second operand too");
  }
}

TEST(AddAndMultiply, ChainRuleAddsUpWhereAValueIsUsedTwice) {
  const Value a = 3, b = 3;
  Value twice = a + a, other = record("f", {0, 2, 5}, {b, b});
  twice.set_grad(1);
  other.set_grad(1);
  pass_gradient(*twice.node());
  pass_gradient(*other.node());
  expect("d(a + a)/da at a = 3", a.grad(), 2)
      .if_true(
          a.grad() == 1 && b.grad() == 5,
          "`a` is used twice: its gradient should be 2 and is 1; are you overwriting it instead "
          "of adding to it?");
  expect("d(f(b, b))/db, 2 through the first operand and 5 through the second", b.grad(), 7);
}

TEST(AddAndMultiply, ChainRuleOnOneOperandAndOnNone) {
  const Value a = 4;
  Value half = record("half", {2, 0.5}, {a});
  half.set_grad(6);
  pass_gradient(*half.node());
  expect("d(result)/da where d(result)/d(half(a)) = 6", a.grad(), 3);
  pass_gradient(*a.node());
  expect("a's gradient after a leaf passed on to nobody", a.grad(), 3);
}
