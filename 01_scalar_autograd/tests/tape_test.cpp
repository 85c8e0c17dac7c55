#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/scalar_autograd/gradient_check.h>
#include <gradus/scalar_autograd/tape.h>
#include <gradus/scalar_autograd/training.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

using gradus::scalar::backward;
using gradus::scalar::Mlp;
using gradus::scalar::Samples;
using gradus::scalar::Tape;
using gradus::scalar::TapeValue;
using gradus::scalar::train_step;
using gradus::scalar::two_moons;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

// Every operator once; on Values and on a tape.
template <class Scalar>
Scalar everything(const Scalar& a, const Scalar& b) {
  Scalar c = a + 2.0 * b - a / b;
  c *= exp(-a) + log(b);
  c -= pow(b, 3.0) * sigmoid(c);
  c += relu(a) * tanh(c / 10.0);
  c /= 1.0 + pow(b, a);
  return c;
}

}  // namespace

TEST(Tape, OperationsAreWrittenDownInOrder) {
  Tape tape;
  const TapeValue a = tape.variable(3), b = tape.variable(4), product = a * b, sum = product + a;
  expect("3 * 4", product.data(), 12).if_equal(4, "the handle points at the entry before its own");
  expect("3 * 4 + 3", sum.data(), 15);
  expect("entries: one for constants, a, b, a * b, a * b + a",
         static_cast<double>(tape.entries.size()), 5);
  const Tape::Entry& entry = tape.entries.back();
  ASSERT_EQ(tape.entries.size(), 5U);
  expect_all("the operands of the last entry", Numbers{1.0 * entry.a, 1.0 * entry.b}, Numbers{3, 1})
      .if_equal({1, 3}, "the operands are in the wrong order");
  const Tape::Entry& before = tape.entries[3];
  expect_all("d(a * b)/da and d(a * b)/db", Numbers{before.da, before.db}, Numbers{4, 3})
      .if_equal({3, 4}, "each derivative stands beside the wrong operand");
}

TEST(Tape, EveryPathCounts) {
  Tape tape;
  const TapeValue a = tape.variable(2), b = tape.variable(3);
  const TapeValue product = a * b, sum = product + a, result = product * sum;
  backward(result);
  expect("the result's own gradient", result.grad(), 1)
      .if_equal(0, "the result moves with itself at rate 1; the sweep has nothing to start from");
  expect("d/d(product)", product.grad(), 14)
      .if_equal(6, "the result's share is lost: each use must add to the gradient, not replace it");
  expect("d/da", a.grad(), 3 * 14 + 6)
      .if_equal(0,
                "nothing arrived: entries must hand on when their own gradient is complete, the "
                "newest first");
  expect("d/db", b.grad(), 2 * 14);
}

TEST(Tape, ASecondPassStartsAnewForComputedValuesOnly) {
  Tape tape;
  const TapeValue a = tape.variable(2), c = a * 3.0, result = c * c;
  backward(result);
  expect("d(result)/da", a.grad(), 36);
  backward(result);
  expect("d(result)/dc after a second pass", c.grad(), 12)
      .if_true(c.grad() > 12,
               "c still held the first pass's gradient: computed entries must be cleared");
  expect("a's gradient after two passes", a.grad(), 72)
      .if_equal(36,
                "a is a leaf: its gradient adds up over passes, as with backward(const Value&)");
}

TEST(Tape, LaterEntriesDoNotMatter) {
  Tape tape;
  TapeValue a = tape.variable(2);
  const TapeValue early = a * a, late = early * a;
  backward(late);
  a.set_grad(0);
  backward(early);
  expect("d(early)/da", a.grad(), 4);
  expect("d(early)/d(late)", late.grad(), 0);
}

TEST(Tape, ConstantsLeaveNoEntry) {
  Tape tape;
  const TapeValue two = 2.0, six = two * 3.0;
  expect("2 * 3", six.data(), 6);
  expect("entries after constants only", static_cast<double>(tape.entries.size()), 1);
  backward(six);
  expect("a constant's gradient", six.grad(), 0);
  TapeValue changed = 5.0;
  changed.set_data(7);
  changed.set_grad(7);
  expect("a constant that was set to 7", changed.data(), 7);
}

TEST(Tape, TwoTapesDoNotMix) {
  Tape one, other;
  const TapeValue a = one.variable(1), b = other.variable(2);
  EXPECT_THROW(a + b, gradus::Error);
}

TEST(Tape, GradientsAreThoseOfThePointerGraph) {
  const gradus::RandomStream random(9, "tape");
  for (std::uint64_t i = 0; i < 20; ++i) {
    const double x = random.normal(2 * i), y = 0.2 + 2 * random.uniform64(2 * i + 1);
    const Value a = x, b = y;
    const Value result = everything(a, b);
    backward(result);
    Tape tape;
    const TapeValue tape_a = tape.variable(x), tape_b = tape.variable(y);
    const TapeValue tape_result = everything(tape_a, tape_b);
    backward(tape_result);
    expect("the value", tape_result.data(), result.data());
    expect("its derivative with respect to a", tape_a.grad(), a.grad());
    expect("its derivative with respect to b", tape_b.grad(), b.grad());
    EXPECT_EQ(gradus::scalar::check_gradient(
                  [](const std::vector<Value>& v) { return everything(v[0], v[1]); }, {x, y}),
              "");
  }
}

TEST(Tape, TheSameNetworkTrainsOnIt) {
  const Samples samples = two_moons(30, 0.1, 4);
  const Mlp<double> start({2, 6, 5, 1}, 4);
  const auto graph = start.map([](double x) { return Value(x); });
  Tape tape;
  const auto taped = start.map([&](double x) { return tape.variable(x); });
  const std::size_t mark = tape.entries.size();
  expect("entries of the parameters, and the one for constants", static_cast<double>(mark),
         1 + 18 + 35 + 6);
  for (int step = 0; step < 5; ++step) {
    tape.rewind(mark);
    const auto expected = train_step(graph, samples, 0.5, 1e-3);
    const auto actual = train_step(taped, samples, 0.5, 1e-3);
    expect("loss before step " + std::to_string(step), actual.loss, expected.loss);
    expect("accuracy before step " + std::to_string(step), actual.accuracy, expected.accuracy);
  }
}

TEST(Tape, RewindingKeepsTheMemory) {
  Tape tape;
  TapeValue a = tape.variable(2);
  const std::size_t mark = tape.entries.size();
  const Tape::Entry* place = nullptr;
  for (int step = 0; step < 3; ++step) {
    tape.rewind(mark);
    TapeValue x = a;
    for (int i = 0; i < 1000; ++i) x += a;
    backward(x);
    expect("d(1001 a)/da after a rewind", a.grad(), 1001);
    a.set_grad(0);
    if (step > 0) {
      EXPECT_EQ(tape.entries.data(), place);
    }
    place = tape.entries.data();
  }
}
