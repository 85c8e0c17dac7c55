#include <gradus/common/error.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::nn::Linear;
using gradus::nn::Module;
using gradus::nn::Trainer;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;

namespace {

// The simplest optimizer: against the gradient.
class Descent : public gradus::optim::Optimizer {
 public:
  using Optimizer::Optimizer;
  void step() override {
    ++steps;
    for (const Tensor& parameter : parameters())
      if (parameter.grad().defined())
        for (Index i = 0; i < parameter.numel(); ++i)
          parameter.data<double>()[i] -= lr() * parameter.grad().data<double>()[i];
  }
  int steps = 0;
};

// The mean of (output - target)^2 / 2.
Tensor squared_error(const Tensor& output, const Tensor& targets) {
  return mean((output - targets) * (output - targets)) * 0.5;
}

// y = w x with one weight, which starts at 1. On x = 1, 2, 3, 4 with targets 0, the gradient of the
// mean loss is w (1 + 4 + 9 + 16) / 4 = 7.5 w.
struct Line : Module {
  Tensor& w = register_parameter("w", gradus::ones({1, 1}, gradus::float64));
  Tensor forward(const Tensor& x) override { return matmul(x, w); }
};
const Tensor kInputs = Tensor::of({1, 2, 3, 4}, {4, 1}, gradus::float64);
const Tensor kTargets = gradus::zeros({4, 1}, gradus::float64);

}  // namespace

TEST(TrainingLoop, OneStep) {
  Line line;
  Descent descent(line.parameters(), 0.1);
  Trainer trainer(line, descent, squared_error);
  expect("the loss before the update", trainer.step(kInputs, kTargets), 3.75)
      .if_equal(3.75 * 0.25 * 0.25, "this is the loss after the update")
      .if_equal(0, "step must return the loss");
  expect("w after one step", line.w.item(), 0.25)
      .if_true(descent.steps == 0, "the optimizer never made its step")
      .if_true(descent.steps == 1 && line.w.item() == 1,
               "nothing changed: were the gradients forgotten between backward and the update, or "
               "did the update come first?");
  expect("how many steps were counted", static_cast<double>(trainer.steps()), 1)
      .if_equal(0, "steps_ counts the steps");
}

TEST(TrainingLoop, GradientsDoNotPileUp) {
  Line line;
  Descent descent(line.parameters(), 0.1);
  Trainer trainer(line, descent, squared_error);
  trainer.step(kInputs, kTargets);
  trainer.step(kInputs, kTargets);
  const double found = line.w.item();
  descent.zero_grad();
  expect("w after step 2", found, 0.0625)
      .if_true(gradus::testing::close(found, 0.25 - 0.1 * 7.5 * (1 + 0.25), 1e-9) &&
                   !line.w.grad().defined(),
               "the gradient of the first step was still there in the second: who calls "
               "zero_grad?");
  EXPECT_EQ(descent.steps, 2);
}

TEST(TrainingLoop, MicroBatchesGiveTheWholeBatchsUpdate) {
  for (const Index parts : {2, 4}) {
    Line line;
    Descent descent(line.parameters(), 0.1);
    Trainer trainer(line, descent, squared_error);
    const double loss = trainer.step(kInputs, kTargets, parts);
    const std::string what = " of a batch in " + std::to_string(parts) + " parts";
    const auto count = static_cast<double>(parts);
    expect("the loss" + what, loss, 3.75)
        .if_equal(3.75 * count,
                  "the parts' mean losses were added: each counts with its share of the batch");
    expect("w after a step" + what, line.w.item(), 0.25)
        .if_equal(1 - 0.75 * count,
                  "each part's mean loss was counted in full: the update is as many times too "
                  "large as there are parts")
        .if_equal(parts == 4 ? 0.6 : 0.375,
                  "only the last part's gradient is there; zero_grad comes once, before all parts")
        .if_true(descent.steps == parts,
                 "the optimizer made a step for each part; it makes one for the batch");
    expect("how many updates were made", descent.steps, 1)
        .if_equal(count, "the optimizer made a step for each part; it makes one for the batch");
  }
  Line line;
  Descent descent(line.parameters(), 0.1);
  Trainer trainer(line, descent, squared_error);
  EXPECT_THROW(trainer.step(kInputs, kTargets, 3), gradus::Error);
  EXPECT_THROW(trainer.step(kInputs, kTargets, 0), gradus::Error);
}

TEST(TrainingLoop, BeforeTheUpdate) {
  Line line;
  Descent descent(line.parameters(), 0.1);
  Trainer trainer(line, descent, squared_error);
  int calls = 0;
  double weight = 0, gradient = 0;
  trainer.before_update([&] {
    ++calls;
    weight = line.w.item();
    if (!line.w.grad().defined()) return;
    gradient = line.w.grad().item();
    line.w.set_grad(line.w.grad() * 0.5);
  });
  trainer.step(kInputs, kTargets, 2);
  expect("how often before_update's function ran in a step of 2 parts", calls, 1)
      .if_equal(0, "nothing calls before_update_")
      .if_equal(2, "it ran for each part, on gradients that were not complete");
  if (calls != 1) return;
  expect("w while it ran", weight, 1)
      .if_equal(0.25,
                "the update had been made already; a function that clips gradients came too "
                "late");
  expect("the gradient that it saw", gradient, 7.5);
  expect("w after a step with half of the gradient", line.w.item(), 0.625);
}

TEST(TrainingLoop, ZeroGradForgets) {
  Line line, other;
  const std::vector<Tensor> parameters = {line.w, other.w};
  Descent descent(parameters, 0.1);
  for (Line* part : {&line, &other}) gradus::backward(squared_error((*part)(kInputs), kTargets));
  descent.zero_grad();
  expect_all("which of two parameters still have a gradient after zero_grad",
             std::vector<bool>{line.w.grad().defined(), other.w.grad().defined()},
             std::vector<double>{0, 0})
      .if_equal({1, 1}, "zero_grad left the gradients there: set_grad(Tensor()) clears one")
      .if_equal({0, 1}, "zero_grad cleared the first one only; all parameters have gradients")
      .if_true(line.w.grad().defined() && line.w.grad().item() == 0,
               "a gradient of zeros is not forgotten yet: backward would add to it");
}

TEST(TrainingLoop, TheOptimizerSeesEveryParameter) {
  struct Network : Module {
    Linear& fc1 = register_module("fc1", Linear(784, 256));
    Linear& fc2 = register_module("fc2", Linear(256, 10));
  } network;
  const Descent descent(network.parameters(), 0.1);
  Index count = 0;
  for (const Tensor& parameter : descent.parameters()) count += parameter.numel();
  EXPECT_EQ(count, 784 * 256 + 256 + 256 * 10 + 10);
}

TEST(TrainingLoop, ForgottenLayersAreReported) {
  struct Network : Module {
    Linear& seen = register_module("seen", Linear(4, 3));
    Linear forgotten{3, 2};
    Tensor forward(const Tensor& x) override { return forgotten(seen(x)); }
  } network;
  Descent descent(network.parameters(), 0.1);
  Trainer trainer(network, descent, gradus::nn::cross_entropy);
  try {
    trainer.step(random_tensor({5, 4}, "x", gradus::float32), random_labels(5, 2, "labels"));
    ADD_FAILURE() << "a layer that the optimizer does not see went unnoticed";
  } catch (const gradus::Error& error) {
    EXPECT_STREQ(error.what(),
                 "trainer: the loss depends on tensors that the optimizer does not have: [2], [2, "
                 "3]; is there a layer that was not registered with register_module?");
  }
}

TEST(TrainingLoop, LossThatIsNotFinite) {
  Line line;
  Descent descent(line.parameters(), 0.1);
  Trainer trainer(line, descent, squared_error);
  const auto message = [&](const Tensor& inputs) {
    try {
      trainer.step(inputs, kTargets);
    } catch (const gradus::Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  Tensor bad = clone(kInputs);
  bad.data<double>()[2] = std::nan("");
  EXPECT_EQ(
      message(bad),
      "trainer: the loss of step 1 is nan: the batch itself holds numbers that are not finite");
  EXPECT_EQ(line.w.item(), 1) << "nothing is changed";
  line.w.data<double>()[0] = 1e200;
  EXPECT_EQ(
      message(kInputs),
      "trainer: the loss of step 1 is inf: mul gave an infinity ([4, 1]); a lower learning rate "
      "may help, or an input that stays in range (clamp)");
  line.w.data<double>()[0] = std::nan("");
  EXPECT_EQ(message(kInputs),
            "trainer: the loss of step 1 is nan: parameter w is not finite; a lower learning rate "
            "may help");
}

TEST(TrainingLoop, SaysWhereALossFirstWasNotANumber) {
  // log(0) is -infinity, and 0 times that is NaN; what comes after only hands it on.
  struct Logarithm : Module {
    Tensor& w = register_parameter("w", gradus::ones({1, 1}, gradus::float64));
    Tensor& calls = register_buffer("calls", gradus::zeros({}, gradus::int64));
    Tensor forward(const Tensor& x) override {
      ++*calls.data<std::int64_t>();
      const Tensor zero = matmul(x, w) * 0.0;
      return log(reshape(zero, {-1})) * reshape(zero, {-1}) + 1.0;
    }
  } network;
  Descent descent(network.parameters(), 0.1);
  Trainer trainer(network, descent, squared_error);
  try {
    trainer.step(kInputs, gradus::zeros({4}, gradus::float64));
    ADD_FAILURE() << "the loss is NaN, and nobody said so";
  } catch (const gradus::Error& error) {
    EXPECT_STREQ(error.what(),
                 "trainer: the loss of step 1 is nan: nan first arose in mul ([4]), after log gave "
                 "an infinity ([4]); a lower learning rate may help, or an input that stays in "
                 "range (clamp)");
  }
  EXPECT_EQ(network.calls.item(), 1) << "the search for the place leaves the buffers as they were";
}

TEST(TrainingLoop, OnlyParametersKeepGradients) {
  struct Network : Module {
    Linear& fc1 = register_module("fc1", Linear(8, 16));
    Linear& fc2 = register_module("fc2", Linear(16, 4));
    std::vector<Tensor> seen;  // as somebody might keep them, to look at them
    Tensor forward(const Tensor& x) override {
      seen = {fc1(x)};
      seen.push_back(relu(seen[0]));
      seen.push_back(fc2(seen[1]));
      return seen.back();
    }
  };
  const Tensor x = random_tensor({32, 8}, "x", gradus::float32), labels = random_labels(32, 4, "y");
  const auto live = [] { return gradus::memory_use(gradus::cpu).live; };
  // Kernels keep their scratch memory from call to call: it is there before we count.
  backward(gradus::nn::cross_entropy(Network()(x), labels));
  const std::size_t before = live();
  Network network;
  const std::size_t parameters = live() - before;
  Descent descent(network.parameters(), 0.0);
  backward(gradus::nn::cross_entropy(network(x), labels));
  const std::size_t after = live() - before;
  std::size_t held = 0;
  for (const Tensor& temporary : network.seen) {
    EXPECT_FALSE(temporary.grad().defined()) << "a temporary has a gradient that nobody asked for";
    held += static_cast<std::size_t>(temporary.numel()) * sizeof(float);
  }
  EXPECT_EQ(after, 2 * parameters + held) << "parameters, their gradients, what is held: no more";
  network.seen.clear();
  descent.zero_grad();
  EXPECT_EQ(live() - before, parameters);
  {
    const gradus::NoGrad guard;
    network(x);
    network.seen.clear();
  }
  EXPECT_EQ(live() - before, parameters) << "evaluation leaves nothing behind";
}

TEST(TrainingLoop, NothingIsLeftBehind) {
  Line line;
  Descent descent(line.parameters(), 0.01);
  Trainer trainer(line, descent, squared_error);
  trainer.step(kInputs, kTargets);
  const auto nodes = gradus::live_nodes();
  const auto bytes = gradus::memory_use(gradus::cpu).live;
  for (int i = 0; i < 100; ++i) trainer.step(kInputs, kTargets);
  EXPECT_EQ(gradus::live_nodes(), nodes) << "graph nodes pile up from step to step";
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes) << "memory piles up from step to step";
}

TEST(TrainingLoop, OptimizerWithoutParameters) {
  EXPECT_THROW(Descent({}, 0.1), gradus::Error);
  EXPECT_THROW(Descent({gradus::ones({2})}, 0.1), gradus::Error);
}
