// What is made is freed; depth and repetition cost neither stack nor memory.
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/draw_graph.h>
#include <gradus/scalar_autograd/tape.h>
#include <gradus/scalar_autograd/training.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

using namespace gradus::scalar;
using gradus::testing::expect;

namespace {

constexpr int kMillion = 1'000'000;

class Memory : public testing::Test {
 protected:
  ~Memory() override {
    expect("nodes alive beyond those before the test",
           static_cast<double>(Value::live_nodes() - before_), 0);
  }
  const std::int64_t before_ = Value::live_nodes();
};

}  // namespace

TEST_F(Memory, AChainOfAMillionNodes) {
  const Value a = 1;
  Value x = a;
  for (int i = 0; i < kMillion; ++i) x = x * 1.000001 + 0.000001;
  expect("nodes alive", static_cast<double>(Value::live_nodes() - before_), 1 + 4.0 * kMillion);
  backward(x);
  expect("d(result)/da", a.grad(), std::pow(1.000001, kMillion), 1e-9);
  x = 0.0;
  expect("nodes alive when the chain's end is gone",
         static_cast<double>(Value::live_nodes() - before_), 2);
}

TEST_F(Memory, AChainIsFreedDownToWhatIsStillHeld) {
  const Value a = 1;
  Value middle, x = a;
  for (int i = 0; i < 1000; ++i) {
    x = -x;
    if (i == 499) middle = x;
  }
  x = 0.0;
  expect("nodes alive: a, 500 of the chain, 0", static_cast<double>(Value::live_nodes() - before_),
         502);
  backward(middle);
  expect("d(middle)/da", a.grad(), 1);
}

TEST_F(Memory, AWideSumOfAMillion) {
  const Value a = 2;
  std::vector<Value> level(kMillion / 2, a);
  while (level.size() > 1) {
    std::vector<Value> next;
    for (std::size_t i = 0; i + 1 < level.size(); i += 2) next.push_back(level[i] + level[i + 1]);
    if (level.size() % 2) next.push_back(level.back());
    level = std::move(next);
  }
  backward(level[0]);
  expect("d(a + ... + a)/da", a.grad(), kMillion / 2);
}

TEST_F(Memory, HandlesCanBeCopiedMovedAndAssignedToThemselves) {
  Value a = 3;
  Value b = a, c = std::move(a);
  a = b;
  a = *&a;
  b = std::move(c);
  std::vector<Value> many(10, b);
  many.erase(many.begin() + 3);
  std::swap(many[0], many[8]);
  expect("all of them", many[0].data() + a.data() + b.data(), 9);
  expect("nodes", static_cast<double>(Value::live_nodes() - before_), 1);
}

TEST_F(Memory, TrainingStepsLeaveNothing) {
  const Samples samples = two_moons(20, 0.1, 1);
  const Mlp<Value> model({2, 8, 8, 1}, 1);
  const auto with_model = Value::live_nodes();
  for (int step = 0; step < 20; ++step) {
    train_step(model, samples, 0.1, 1e-4);
    expect("nodes alive after a step, beyond the network's",
           static_cast<double>(Value::live_nodes() - with_model), 0);
  }
  const auto plain = model.map([](const Value& v) { return v.data(); });
  plain(samples.points[0]);
  expect("nodes that a prediction with plain numbers leaves",
         static_cast<double>(Value::live_nodes() - with_model), 0);
}

TEST_F(Memory, ATapeDoesNotGrowFromStepToStep) {
  const Samples samples = two_moons(20, 0.1, 1);
  Tape tape;
  const auto model = Mlp<double>({2, 8, 8, 1}, 1).map([&](double x) { return tape.variable(x); });
  const std::size_t mark = tape.entries.size();
  std::size_t size = 0, capacity = 0;
  for (int step = 0; step < 20; ++step) {
    tape.rewind(mark);
    train_step(model, samples, 0.1, 1e-4);
    if (step == 0) {
      size = tape.entries.size();
      capacity = tape.entries.capacity();
    }
    EXPECT_EQ(tape.entries.size(), size);
    EXPECT_EQ(tape.entries.capacity(), capacity);
  }
  EXPECT_EQ(Value::live_nodes(), before_);
}

TEST_F(Memory, ATapeOfAMillionEntries) {
  Tape tape;
  const TapeValue a = tape.variable(1);
  TapeValue x = a;
  for (int i = 0; i < kMillion; ++i) x += a;
  backward(x);
  expect("d(1000001 a)/da", a.grad(), kMillion + 1);
}

TEST_F(Memory, TwoRunsWithOneSeedAreEqualBitForBit) {
  const auto run = [] {
    const Samples samples = two_moons(30, 0.1, 6);
    const Mlp<Value> model({2, 8, 1}, 6);
    std::vector<double> numbers;
    for (int step = 0; step < 10; ++step)
      numbers.push_back(train_step(model, samples, 0.5, 1e-4).loss);
    for (const Value& p : model.parameters()) numbers.push_back(p.data());
    return numbers;
  };
  EXPECT_EQ(run(), run());
}
