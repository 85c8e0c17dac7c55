#include <gradus/common/error.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "each_optimizer.h"
#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::optim::Adam;
using gradus::optim::AdamW;
using gradus::optim::Optimizer;
using gradus::optim::RMSprop;
using gradus::optim::RMSpropOptions;
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

// One of the settings in the golden file, or what PyTorch's is when it is not there.
struct Settings {
  const Golden& golden;
  std::string place;

  double get(const std::string& name, double otherwise) const {
    for (const std::string& key : golden.keys(place))
      if (key == name) return golden.number(place + "/" + name);
    return otherwise;
  }
  gradus::optim::SGDOptions sgd() const {
    return {get("lr", 0.01), get("momentum", 0), get("dampening", 0), get("weight_decay", 0),
            get("nesterov", 0) != 0};
  }
  RMSpropOptions rmsprop() const {
    return {get("lr", 0.01),        get("alpha", 0.99), get("eps", 1e-8),
            get("weight_decay", 0), get("momentum", 0), get("centered", 0) != 0};
  }
  gradus::optim::AdamOptions adam(double weight_decay) const {
    return {get("lr", 1e-3), get("beta1", 0.9), get("beta2", 0.999), get("eps", 1e-8),
            get("weight_decay", weight_decay)};
  }
};

// An optimizer of the kind that the name begins with. With other settings for the second group,
// each parameter is a group.
std::unique_ptr<Optimizer> make(const std::string& name, const std::vector<Tensor>& parameters,
                                const Settings& first, const Settings* second = nullptr) {
  const std::vector<Tensor> one = second ? std::vector<Tensor>{parameters[0]} : parameters;
  const auto with_second = [&](auto optimizer, auto options) -> std::unique_ptr<Optimizer> {
    if (second) optimizer->add_param_group({parameters[1]}, options(*second));
    return optimizer;
  };
  const auto adam = [](const Settings& s) { return s.adam(0); };
  const auto adamw = [](const Settings& s) { return s.adam(0.01); };
  if (name.starts_with("sgd"))
    return with_second(std::make_unique<SGD>(one, first.sgd()),
                       [](const Settings& s) { return s.sgd(); });
  if (name.starts_with("rmsprop"))
    return with_second(std::make_unique<RMSprop>(one, first.rmsprop()),
                       [](const Settings& s) { return s.rmsprop(); });
  if (name.starts_with("adamw"))
    return with_second(std::make_unique<AdamW>(one, adamw(first)), adamw);
  return with_second(std::make_unique<Adam>(one, adam(first)), adam);
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

TEST(Optimizers, Dampening) {
  const Tensor p = parameter({2});
  SGD sgd({p}, {.lr = 0.1, .momentum = 0.5, .dampening = 0.5});
  // Velocities 3, 0.5 * 3 + 0.5 * 3 = 3, 3: the first gradient counts whole.
  expect_all("p = 2 with momentum 0.5, dampening 0.5, lr 0.1, gradient 3", after(sgd, p, 3, 3),
             std::vector<double>{1.7, 1.4, 1.1})
      .if_equal({1.7, 1.25, 0.725},
                "dampening has no effect: only `share` of the gradient goes into the velocity");
}

TEST(Optimizers, RMSpropByHand) {
  // Mean squares 1 and 1.75 with alpha 0.75 and gradients 2 and 2; roots 1 and 1.3229.
  const double r1 = 1, r2 = std::sqrt(1.75);
  const auto path = [](double alpha, const auto& change) {
    const Tensor p = parameter({5});
    RMSpropOptions options{.lr = 1, .alpha = alpha, .epsilon = 0.5};
    change(options);
    RMSprop rmsprop({p}, options);
    return after(rmsprop, p, 2, 2);
  };
  expect_all("p = 5, gradient 2, lr 1, alpha 0.75, epsilon 0.5", path(0.75, [](RMSpropOptions&) {}),
             std::vector<double>{5 - 2 / (r1 + 0.5), 5 - 2 / (r1 + 0.5) - 2 / (r2 + 0.5)})
      .if_equal({5 - 2 / (std::sqrt(3) + 0.5),
                 5 - 2 / (std::sqrt(3) + 0.5) - 2 / (std::sqrt(3.75) + 0.5)},
                "alpha and 1 - alpha are exchanged: alpha is how much of the mean stays")
      .if_equal({5 - 2 / 1.5, 5 - 2 / 1.5 - 2 / 2.25},
                "it was divided by the mean square; RMS is the root of the mean square")
      .if_equal({5 - 2 / (std::sqrt(0.5) + 0.5),
                 5 - 2 / (std::sqrt(0.5) + 0.5) - 2 / (std::sqrt(0.875) + 0.5)},
                "the gradient itself went into it, not its square")
      .if_equal({5 - 2 / std::sqrt(1.5), 5 - 2 / std::sqrt(1.5) - 2 / std::sqrt(2.25)},
                "epsilon stands beside the root, not under it");
  const std::vector<double> moving =
      path(0.75, [](RMSpropOptions& options) { options.momentum = 0.5; });
  const double d1 = 2 / (r1 + 0.5), d2 = 2 / (r2 + 0.5);
  expect_all("the same with momentum 0.5", moving,
             std::vector<double>{5 - d1, 5 - d1 - (0.5 * d1 + d2)})
      .if_equal({5 - d1, 5 - d1 - d2}, "RMSprop's velocity has no effect");
  // Means 0.5 and 0.875; variances 1 - 0.25 and 1.75 - 0.765625.
  const double c1 = 2 / (std::sqrt(0.75) + 0.5), c2 = 2 / (std::sqrt(0.984375) + 0.5);
  expect_all("the same with centered", path(0.75, [](RMSpropOptions& o) { o.centered = true; }),
             std::vector<double>{5 - c1, 5 - c1 - c2})
      .if_equal({5 - d1, 5 - d1 - d2},
                "the mean of the gradient was not taken away: variance = square - mean^2");
}

TEST(Optimizers, RMSpropOfAConstantGradientStaysFinite) {
  // square - mean^2 goes to 0; in float32 rounding takes it below, for one gradient or another.
  for (int i = 0; i < 20; ++i) {
    const double gradient = 1 + 0.05 * i;
    const Tensor p = parameter({1}, gradus::float32);
    RMSprop rmsprop({p}, {.lr = 1e-6, .alpha = 0.5, .epsilon = 1e-3, .centered = true});
    const std::vector<double> path = after(rmsprop, p, gradient, 400);
    ASSERT_TRUE(std::isfinite(path.back()))
        << "p is " << path.back() << " after 400 steps with the gradient " << gradient
        << ". Likely cause: rounding took square - mean^2 below 0, which has no root";
  }
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

namespace {

// Ten steps with the gradients of a golden file, compared after each.
struct Ten {
  const Golden& golden;
  std::string base;  // where in the file

  std::vector<double> numbers(const std::string& where) const {
    return golden.numbers(base + "/" + where);
  }
  // `missing(step, i)`: parameter i has no gradient then.
  template <class Make, class Missing>
  void run(const std::string& what, const std::string& wanted, gradus::DType dtype,
           const Make& make, const Missing& missing) const {
    std::vector<Tensor> parameters = {parameter(numbers("start/0"), dtype),
                                      parameter(numbers("start/1"), dtype)};
    const std::unique_ptr<Optimizer> optimizer = make(parameters);
    for (int step = 0; step < 10; ++step) {
      const std::string number = "/" + std::to_string(step) + "/";
      for (std::size_t i = 0; i < 2; ++i)
        parameters[i].set_grad(missing(step, i)
                                   ? Tensor()
                                   : Tensor::of(numbers("gradients" + number + std::to_string(i)),
                                                parameters[i].shape(), dtype));
      optimizer->step();
      for (std::size_t i = 0; i < 2; ++i) {
        expect_all(what + ", " + info(dtype).name + ": parameter " + std::to_string(i) +
                       " after step " + std::to_string(step + 1),
                   parameters[i].to_vector(), numbers(wanted + number + std::to_string(i)),
                   dtype == gradus::float64 ? 1e-12 : 4e-6);
        EXPECT_TRUE(parameters[i].dtype() == dtype);
      }
    }
  }
};

const auto kNone = [](int, std::size_t) { return false; };

}  // namespace

TEST(Optimizers, LikePyTorchOverTenSteps) {
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  const Ten ten{golden, "/optimizers"};
  for (const std::string& name : golden.keys("/optimizers/sets")) {
    const Settings settings{golden, "/optimizers/sets/" + name + "/options"};
    for (const gradus::DType dtype : {gradus::float64, gradus::float32})
      ten.run(
          name, "sets/" + name + "/after", dtype,
          [&](const auto& parameters) { return make(name, parameters, settings); }, kNone);
  }
}

TEST(Optimizers, ParametersWithoutGradientAreSkipped) {
  // Parameter 1 has a gradient in steps 0, 3, 4 and 7 only. It stays in the others, and what is
  // remembered of it: its velocity, and in which step of its own it is.
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  const Ten ten{golden, "/optimizers"};
  for (const std::string& name : golden.keys("/optimizers/sets")) {
    const Settings settings{golden, "/optimizers/sets/" + name + "/options"};
    ten.run(
        name + ", some gradients missing", "sets/" + name + "/sparse", gradus::float64,
        [&](const auto& parameters) { return make(name, parameters, settings); },
        [](int step, std::size_t i) {
          return i == 1 && step != 0 && step != 3 && step != 4 && step != 7;
        });
  }
}

TEST(Optimizers, GroupsHaveSettingsOfTheirOwn) {
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  const Ten ten{golden, "/optimizers"};
  int seen = 0;
  for (const std::string& name : golden.keys("/optimizers/sets")) {
    const std::string place = "/optimizers/sets/" + name;
    const std::vector<std::string> keys = golden.keys(place);
    if (std::find(keys.begin(), keys.end(), "groups") == keys.end()) continue;
    const Settings first{golden, place + "/options"}, second{golden, place + "/second"};
    ten.run(
        name + ", two groups", "sets/" + name + "/groups", gradus::float64,
        [&](const auto& parameters) { return make(name, parameters, first, &second); }, kNone);
    ++seen;
  }
  EXPECT_EQ(seen, 5);
}

TEST(Optimizers, LearningRatesOfGroups) {
  const Tensor p = parameter({1}), q = parameter({1});
  SGD sgd({p}, {.lr = 0.1});
  sgd.add_param_group({q}, {.lr = 0.5});
  EXPECT_EQ(sgd.param_groups().size(), 2u);
  EXPECT_EQ(sgd.parameters().size(), 2u);
  for (const Tensor& each : {p, q}) Tensor(each).set_grad(gradus::ones({1}, gradus::float64));
  sgd.step();
  EXPECT_DOUBLE_EQ(p.item(), 0.9);
  EXPECT_DOUBLE_EQ(q.item(), 0.5);
  sgd.set_lr(1, 0.25);
  EXPECT_EQ(sgd.lr(), 0.1);
  EXPECT_EQ(sgd.param_groups()[1].lr, 0.25);
  sgd.set_lr(1);
  EXPECT_EQ(sgd.lr(), 1) << "all groups";
  EXPECT_EQ(sgd.param_groups()[1].lr, 1) << "all groups";
  EXPECT_THROW(sgd.set_lr(2, 0.1), gradus::Error);
}

TEST(Optimizers, AParameterCannotComeTwice) {
  const Tensor p = parameter({1}), q = parameter({2});
  const auto message = [&](const auto& body) {
    try {
      body();
    } catch (const gradus::Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message([&] {
              SGD({p, q, p});
            }),
            "optimizer: parameter 2 [1] is parameter 0 again; each step would change it twice");
  Adam adam({p});
  EXPECT_EQ(message([&] {
              adam.add_param_group({q, p}, {});
            }),
            "optimizer: parameter 2 [1] is parameter 0 again; each step would change it twice");
  EXPECT_EQ(message([&] { adam.add_param_group({}, {}); }),
            "optimizer: there are no parameters to train");
  EXPECT_EQ(
      message([&] { adam.add_param_group({gradus::ones({2})}, {}); }),
      "optimizer: parameter 1 [2] requires no gradient; call requires_grad(true) on it before");
  EXPECT_EQ(adam.parameters().size(), 1u) << "nothing was added";
  EXPECT_EQ(adam.param_groups().size(), 1u);
  adam.add_param_group({q}, {});
  Tensor(q).set_grad(gradus::ones({1}, gradus::float64));
  adam.step();
  EXPECT_NE(q.item(), 2);
}

TEST(Optimizers, MemoryIsThatOfTheParameters) {
  // Of the numbers: none for SGD, one a parameter for momentum, two for Adam, three for RMSprop
  // with momentum and centered; and a few numbers more for each tensor.
  Tensor p = gradus::zeros({1000});
  p.requires_grad(true);
  const auto before = gradus::memory_use(gradus::cpu).live;
  const auto bytes = [&](const auto& make) {
    const auto optimizer = make();
    return static_cast<double>(gradus::memory_use(gradus::cpu).live - before) / 4000;
  };
  EXPECT_LT(bytes([&] { return std::make_unique<SGD>(std::vector{p}); }), 0.1);
  EXPECT_NEAR(bytes([&] {
                return std::make_unique<SGD>(std::vector{p},
                                             gradus::optim::SGDOptions{.momentum = 0.9});
              }),
              1, 0.1);
  EXPECT_NEAR(bytes([&] { return std::make_unique<Adam>(std::vector{p}); }), 2, 0.1);
  EXPECT_NEAR(bytes([&] {
                return std::make_unique<RMSprop>(std::vector{p},
                                                 RMSpropOptions{.momentum = 0.9, .centered = true});
              }),
              3, 0.1);
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
  const Tensor p = parameter({1, 2}), q = parameter({1, 2});
  const auto ones = gradus::testing::one_of_each({p}), others = gradus::testing::one_of_each({q});
  for (std::size_t k = 0; k < ones.size(); ++k) {
    const auto& [name, one] = ones[k];
    Optimizer& two = *others[k].second;
    after(*one, p, 0.5, 3);
    after(two, q, -4, 1);
    one->set_lr(0.07);
    gradus::run_into(gradus::ops::copy, {&p.array()}, {&q.array()},
                     gradus::CopyAttributes{gradus::float64});
    two.load_state_dict(one->state_dict());
    EXPECT_EQ(two.lr(), 0.07) << name;
    EXPECT_EQ(after(*one, p, 0.7, 3), after(two, q, 0.7, 3)) << name;
    auto state = one->state_dict();
    state.erase(state.begin());
    EXPECT_THROW(two.load_state_dict(state), gradus::Error);
    state = one->state_dict();
    state["nobody"] = Tensor(1.0);
    EXPECT_THROW(two.load_state_dict(state), gradus::Error);
  }
  EXPECT_THROW(ones[0].second->load_state_dict(ones[1].second->state_dict()), gradus::Error);
}

TEST(Optimizers, StateOfGroups) {
  const auto make = [](const Tensor& p, const Tensor& q) {
    auto adam = std::make_unique<Adam>(std::vector{p}, gradus::optim::AdamOptions{.lr = 0.1});
    adam->add_param_group({q}, {.lr = 0.2, .weight_decay = 0.1});
    return adam;
  };
  const Tensor p = parameter({1}), q = parameter({2}), r = parameter({3}), s = parameter({4});
  const auto one = make(p, q), two = make(r, s);
  Tensor(q).set_grad(gradus::ones({1}, gradus::float64));
  one->step();
  one->set_lr(1, 0.05);
  two->load_state_dict(one->state_dict());
  EXPECT_EQ(two->lr(), 0.1);
  EXPECT_EQ(two->param_groups()[1].lr, 0.05);
  EXPECT_EQ(two->state_dict().at("0.step").item(), 0);
  EXPECT_EQ(two->state_dict().at("1.step").item(), 1);
  EXPECT_EQ(two->state_dict().at("1.exp_avg").to_vector(),
            one->state_dict().at("1.exp_avg").to_vector());
}

TEST(Optimizers, SettingsThatMakeNoSense) {
  const Tensor p = parameter({1});
  EXPECT_THROW(SGD({p}, {.lr = -1}), gradus::Error);
  EXPECT_THROW(SGD({p}, {.lr = 1, .nesterov = true}), gradus::Error);
  EXPECT_THROW(SGD({p}, {.momentum = 0.9, .dampening = 0.1, .nesterov = true}), gradus::Error);
  EXPECT_THROW(RMSprop({p}, {.alpha = 1}), gradus::Error);
  EXPECT_THROW(RMSprop({p}, {.momentum = -1}), gradus::Error);
  EXPECT_THROW(Adam({p}, {.beta1 = 1}), gradus::Error);
  EXPECT_THROW(AdamW({p}, {.weight_decay = -1}), gradus::Error);
  EXPECT_THROW(Adam({p}, {.lr = std::nan("")}), gradus::Error);
}
