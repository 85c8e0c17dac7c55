#include <gradus/common/error.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/sgd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <memory>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::optim::Adam;
using gradus::optim::AdamW;
using gradus::optim::Optimizer;
using gradus::optim::SGD;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::random_tensor;

namespace {

Tensor parameter(const std::vector<double>& values, gradus::DType dtype = gradus::float64) {
  Tensor p = Tensor::of(values, {static_cast<Index>(values.size())}, dtype);
  p.requires_grad(true);
  return p;
}

// The parameter after some steps with the same gradient.
std::vector<double> after(Optimizer& optimizer, const Tensor& p, double gradient, int steps) {
  std::vector<double> path;
  for (int i = 0; i < steps; ++i) {
    p.array();  // the handle is const, its gradient is not
    Tensor(p).set_grad(gradus::full(p.shape(), gradient, p.dtype()));
    optimizer.step();
    path.push_back(p.to_vector()[0]);
  }
  return path;
}

std::unique_ptr<Optimizer> make(const std::string& name, const std::vector<Tensor>& parameters) {
  if (name == "sgd") return std::make_unique<SGD>(parameters, gradus::optim::SGDOptions{.lr = 0.1});
  if (name == "sgd weight_decay")
    return std::make_unique<SGD>(parameters,
                                 gradus::optim::SGDOptions{.lr = 0.1, .weight_decay = 0.3});
  if (name == "sgd momentum")
    return std::make_unique<SGD>(parameters, gradus::optim::SGDOptions{.lr = 0.1, .momentum = 0.9});
  if (name == "sgd nesterov")
    return std::make_unique<SGD>(
        parameters, gradus::optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .nesterov = true});
  if (name == "sgd nesterov weight_decay")
    return std::make_unique<SGD>(
        parameters, gradus::optim::SGDOptions{
                        .lr = 0.1, .momentum = 0.8, .weight_decay = 0.3, .nesterov = true});
  if (name == "adam")
    return std::make_unique<Adam>(parameters, gradus::optim::AdamOptions{.lr = 0.01});
  if (name == "adam betas eps")
    return std::make_unique<Adam>(
        parameters,
        gradus::optim::AdamOptions{.lr = 0.01, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3});
  if (name == "adam weight_decay")
    return std::make_unique<Adam>(parameters,
                                  gradus::optim::AdamOptions{.lr = 0.01, .weight_decay = 0.3});
  if (name == "adamw")
    return std::make_unique<AdamW>(parameters,
                                   gradus::optim::AdamOptions{.lr = 0.01, .weight_decay = 0.01});
  if (name == "adamw weight_decay")
    return std::make_unique<AdamW>(parameters,
                                   gradus::optim::AdamOptions{.lr = 0.01, .weight_decay = 0.3});
  gradus::fail("no optimizer ", name);
}

}  // namespace

TEST(Optimizers, PlainDescent) {
  const Tensor p = parameter({2});
  SGD sgd({p}, {.lr = 0.1});
  expect_all("p = 2 after three steps with lr 0.1 and gradient 3", after(sgd, p, 3, 3),
             std::vector<double>{1.7, 1.4, 1.1})
      .if_equal({2.3, 2.6, 2.9}, "the step goes up: it must go against the gradient")
      .if_equal({2, 2, 2}, "the parameter did not move");
}

TEST(Optimizers, Momentum) {
  const Tensor p = parameter({2});
  SGD sgd({p}, {.lr = 0.1, .momentum = 0.5});
  // Velocities 3, 4.5, 5.25.
  expect_all("p = 2 with momentum 0.5, lr 0.1, gradient 3", after(sgd, p, 3, 3),
             std::vector<double>{1.7, 1.25, 0.725})
      .if_equal({1.7, 1.4, 1.1}, "the velocity has no effect")
      .if_equal({1.85, 1.625, 1.3625},
                "the gradient was scaled by 1 - momentum; PyTorch's velocity adds it whole");
  const Tensor q = parameter({2});
  SGD nesterov({q}, {.lr = 0.1, .momentum = 0.5, .nesterov = true});
  // The velocities are the same; the step goes along 3 + 0.5 velocity: 4.5, 5.25, 5.625.
  expect_all("the same with nesterov", after(nesterov, q, 3, 3),
             std::vector<double>{1.55, 1.025, 0.4625})
      .if_equal({1.7, 1.25, 0.725}, "this is momentum without Nesterov's look ahead")
      .if_equal(
          {1.4, 0.65, -0.175},
          "Nesterov's step goes along gradient + momentum * velocity, not gradient + velocity");
}

TEST(Optimizers, VelocitiesAreNotShared) {
  const Tensor p = parameter({0}), q = parameter({0});
  SGD sgd({p, q}, {.lr = 1, .momentum = 0.5});
  for (int i = 0; i < 2; ++i) {
    Tensor(p).set_grad(gradus::full({1}, 1, gradus::float64));
    Tensor(q).set_grad(gradus::full({1}, 10, gradus::float64));
    sgd.step();
  }
  expect_all("two parameters with gradients 1 and 10 after two steps",
             std::vector<double>{p.item(), q.item()}, std::vector<double>{-2.5, -25})
      .if_true(q.item() != -25, "each parameter has a velocity of its own");
}

TEST(Optimizers, WeightDecay) {
  const Tensor p = parameter({2});
  SGD sgd({p}, {.lr = 0.1, .weight_decay = 0.5});
  expect_all("SGD: p = 2, gradient 0, weight_decay 0.5, lr 0.1", after(sgd, p, 0, 2),
             std::vector<double>{1.9, 1.805})
      .if_equal({2, 2}, "weight_decay * p is missing in the gradient");
  // Without a gradient Adam's L2 term is all there is: m / sqrt(v) = 1, the step is lr, whatever
  // the weight decay. AdamW shrinks the parameter by lr * weight_decay.
  const Tensor a = parameter({2}), w = parameter({2});
  Adam adam({a}, {.lr = 0.1, .weight_decay = 0.5});
  expect("Adam: p = 2 after a step without gradient", after(adam, a, 0, 1)[0], 1.9, 1e-7)
      .if_equal(2, "Adam's weight decay must be added to the gradient");
  AdamW adamw({w}, {.lr = 0.01, .weight_decay = 0.5});
  expect("AdamW: p = 2 after a step without gradient (lr 0.01, weight_decay 0.5)",
         after(adamw, w, 0, 1)[0], 1.99, 1e-7)
      .if_equal(2 - 0.01, "the same");
  const Tensor v = parameter({2});
  AdamW strong({v}, {.lr = 0.1, .weight_decay = 0.9});
  expect("AdamW: p = 2 after a step without gradient (lr 0.1, weight_decay 0.9)",
         after(strong, v, 0, 1)[0], 1.82, 1e-7)
      .if_equal(1.9,
                "this is L2 regularisation through the gradient; AdamW shrinks the parameter "
                "itself, by 1 - lr * weight_decay")
      .if_equal(2 * (1 - 0.9), "AdamW's decay is scaled by the learning rate")
      .if_equal(2, "AdamW's parameter did not shrink");
}

TEST(Optimizers, AdamsFirstStepsAreAsLongAsTheRate) {
  for (const double gradient : {1e-3, 1.0, 1e3}) {
    const Tensor p = parameter({0});
    Adam adam({p}, {.lr = 0.1});
    const std::string what =
        "p = 0 after three steps of Adam with lr 0.1 and gradient " + std::to_string(gradient);
    const double b1 = 0.9, b2 = 0.999;
    std::vector<double> uncorrected, only_m, no_root;
    double m = 0, v = 0, at = 0, other = 0, third = 0;
    for (int t = 1; t <= 3; ++t) {
      m = b1 * m + (1 - b1) * gradient;
      v = b2 * v + (1 - b2) * gradient * gradient;
      uncorrected.push_back(at -= 0.1 * m / (std::sqrt(v) + 1e-8));
      only_m.push_back(other -= 0.1 * m / (1 - std::pow(b1, t)) / (std::sqrt(v) + 1e-8));
      no_root.push_back(third -= 0.1 * m / (1 - std::pow(b1, t)) /
                                 (std::sqrt(v) / (1 - std::pow(b2, t)) + 1e-8));
    }
    const std::vector<double> found = after(adam, p, gradient, 3);
    expect_all(what, found, std::vector<double>{-0.1, -0.2, -0.3}, 2e-5)
        .if_true(std::isnan(found[0]),
                 "not a number: is the first step number 0? 1 - beta^0 is 0, and t begins at 1")
        .if_equal(uncorrected,
                  "m and v began at 0 and are too small at first: the bias correction is missing")
        .if_equal(no_root, "1 / (1 - beta2^t) is the factor for v; that for sqrt(v) is its root")
        .if_equal(only_m, "sqrt(v) is not corrected for its start at 0")
        .if_equal({-0.1 * gradient, -0.2 * gradient, -0.3 * gradient},
                  "the step is not divided by sqrt(v)");
  }
}

TEST(Optimizers, LikePyTorchOverTenSteps) {
  const Golden golden(GRADUS_TEST_DATA "/optimizers.json");
  for (const std::string& name : golden.keys("/after")) {
    for (const gradus::DType dtype : {gradus::float64, gradus::float32}) {
      std::vector<Tensor> parameters = {parameter(golden.numbers("/start/0"), dtype),
                                        parameter(golden.numbers("/start/1"), dtype)};
      const auto optimizer = make(name, parameters);
      for (int step = 0; step < 10; ++step) {
        for (std::size_t i = 0; i < 2; ++i)
          parameters[i].set_grad(Tensor::of(
              golden.numbers("/gradients/" + std::to_string(step) + "/" + std::to_string(i)),
              parameters[i].shape(), dtype));
        optimizer->step();
        for (std::size_t i = 0; i < 2; ++i) {
          expect_all(name + ", " + info(dtype).name + ": parameter " + std::to_string(i) +
                         " after step " + std::to_string(step + 1),
                     parameters[i].to_vector(),
                     golden.numbers("/after/" + name + "/" + std::to_string(step) + "/" +
                                    std::to_string(i)),
                     dtype == gradus::float64 ? 1e-12 : 2e-6);
          EXPECT_TRUE(parameters[i].dtype() == dtype);
        }
      }
    }
  }
}

TEST(Optimizers, LargeTensorsAndOtherStrides) {
  // Enough elements for several threads; gradients that lie in another order than the parameter.
  Tensor p = random_tensor({300, 200}, "p", gradus::float32);
  p.requires_grad(true);
  const Tensor g = random_tensor({200, 300}, "g", gradus::float32), before = clone(p).detach();
  p.set_grad(t(g));
  SGD sgd({p}, {.lr = 0.5});
  sgd.step();
  expect_all("p - 0.5 g", p.to_vector(), (before - t(g) * 0.5).to_vector(), 1e-6);
}

TEST(Optimizers, ParametersWithoutGradientStay) {
  const Tensor p = parameter({1}), q = parameter({1});
  Adam adam({p, q}, {});
  Tensor(p).set_grad(gradus::ones({1}, gradus::float64));
  adam.step();
  EXPECT_NE(p.item(), 1);
  EXPECT_EQ(q.item(), 1);
}

TEST(Optimizers, InPlaceChangesAreCounted) {
  Tensor p = parameter({3});
  const Tensor y = p * p;
  p.set_grad(gradus::ones({1}, gradus::float64));
  SGD sgd({p}, {.lr = 0.1});
  sgd.step();
  EXPECT_THROW(gradus::backward(y), gradus::Error)
      << "the graph needs the parameter as it was before the step";
}

TEST(Optimizers, StateGoesOnInAnother) {
  for (const std::string name : {"sgd nesterov", "adamw"}) {
    const Tensor p = parameter({1, 2}), q = parameter({1, 2});
    const auto one = make(name, {p});
    after(*one, p, 0.5, 3);
    const auto two = make(name, {q});
    after(*two, q, -4, 1);
    gradus::run_into(gradus::ops::copy, {&p.array()}, {&q.array()},
                     gradus::CopyAttributes{gradus::float64});
    two->load_state_dict(one->state_dict());
    EXPECT_EQ(after(*one, p, 0.7, 3), after(*two, q, 0.7, 3)) << name;
    auto state = one->state_dict();
    state.erase(state.begin());
    EXPECT_THROW(two->load_state_dict(state), gradus::Error);
    EXPECT_THROW(make("sgd", {q})->load_state_dict(one->state_dict()), gradus::Error);
  }
}

TEST(Optimizers, SettingsThatMakeNoSense) {
  const Tensor p = parameter({1});
  EXPECT_THROW(SGD({p}, {.lr = -1}), gradus::Error);
  EXPECT_THROW(SGD({p}, {.lr = 1, .nesterov = true}), gradus::Error);
  EXPECT_THROW(Adam({p}, {.beta1 = 1}), gradus::Error);
  EXPECT_THROW(AdamW({p}, {.weight_decay = -1}), gradus::Error);
  EXPECT_THROW(Adam({p}, {.lr = std::nan("")}), gradus::Error);
}
