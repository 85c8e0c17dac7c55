#include <gradus/common/error.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/optimizers.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/update_formulas.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>

#include "gpu_tensors.h"

using gradus::Array;
using gradus::cpu;
using gradus::Device;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::gpu;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::optim::Optimizer;
using gradus::testing::distance;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::numbers;
using gradus::testing::run_poisoned;
using gradus::testing::works;
namespace optim = gradus::optim;

namespace {

using Numbers = std::vector<double>;
using Make = std::function<std::unique_ptr<Optimizer>(const std::vector<Tensor>&)>;

class FusedOptimizers : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
    gradus::cuda::register_optimizers();
  }
};

Tensor random(const Shape& shape, const std::string& name, DType dtype) {
  return to(gradus::randn(shape, gradus::RandomStream(1, name), float64), dtype);
}

// Parameters of these shapes on a device.
std::vector<Tensor> parameters(const std::vector<Shape>& shapes, DType dtype, Device device) {
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    result.push_back(to(random(shapes[i], "p" + std::to_string(i), dtype), device));
    result.back().requires_grad(true);
  }
  return result;
}

// Other gradients in each step, from backward's point of view in any order in memory.
void set_gradients(std::vector<Tensor>& parameters, int step) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Tensor& p = parameters[i];
    Shape shape = p.shape();
    const bool turned = shape.rank() == 2 && i % 2 == 1;
    if (turned) std::swap(shape[0], shape[1]);
    const std::string name = "g" + std::to_string(i) + "/" + std::to_string(step);
    const Tensor g = to(random(shape, name, p.dtype()), p.device());
    p.set_grad(turned ? transpose(g, 0, 1) : g);
  }
}

// All elements after some steps.
Numbers train(const Make& make, const std::vector<Shape>& shapes, DType dtype, Device device,
              int steps) {
  std::vector<Tensor> all = parameters(shapes, dtype, device);
  const std::unique_ptr<Optimizer> optimizer = make(all);
  for (int step = 0; step < steps; ++step) {
    set_gradients(all, step);
    if (step == steps / 2) optimizer->set_lr(0.5 * optimizer->lr());
    optimizer->step();
  }
  Numbers values;
  for (const Tensor& p : all)
    for (const double x : numbers(p)) values.push_back(x);
  return values;
}

// The parameters on the GPU are as near to float64 as the CPU's.
void expect_equal(const std::string& name, const Make& make, const std::vector<Shape>& shapes,
                  int steps) {
  const Numbers exact = train(make, shapes, float64, cpu, steps);
  const double rounding = distance(train(make, shapes, float32, cpu, steps), exact);
  const auto compare = [&](DType dtype, double bound) {
    Numbers result;
    if (!works(name, "several blocks did the same elements", "a block left its parameter",
               [&] { result = train(make, shapes, dtype, gpu, steps); }))
      return;
    expect(name + ": the largest error against float64 on the CPU", distance(result, exact), 0,
           bound);
  };
  compare(float32, 2 * rounding + 1e-6);
  compare(float64, 1e-12);
}

template <class O, class Options>
Make maker(const Options& options) {
  return [=](const std::vector<Tensor>& all) { return std::make_unique<O>(all, options); };
}

const std::vector<Shape> kShapes{{1025}, {}, {5, 7}, {0}, {1}, {9, 4}, {2, 3, 5}};

}  // namespace

TEST_F(FusedOptimizers, WhichElementsMove) {
  // Three chunks and a bit, less than one, exactly one, nothing, one number.
  const std::vector<Index> sizes{3100, 100, 1024, 0, 1};
  std::vector<Tensor> all;
  for (const Index size : sizes) {
    all.push_back(to(gradus::zeros({size}, float64), gpu));
    all.back().requires_grad(true).set_grad(to(gradus::ones({size}, float64), gpu));
  }
  optim::SGD sgd(all, {.lr = 1});
  if (!works("one step for 3100, 100, 1024, 0 and 1 elements",
             "several blocks did the same elements: a block has kChunk elements of its task",
             "a block went on behind its task's last element", [&] { sgd.step(); }))
    return;
  std::vector<Numbers> moved;
  for (const Tensor& p : all) moved.push_back(numbers(p));
  const auto all_are = [](const Numbers& x, std::size_t from, std::size_t to, double value) {
    return std::all_of(x.begin() + static_cast<std::ptrdiff_t>(from),
                       x.begin() + static_cast<std::ptrdiff_t>(to),
                       [=](double number) { return number == value; });
  };
  const bool only_first =
      all_are(moved[0], 0, 3100, -1) && all_are(moved[1], 0, 100, 0) && all_are(moved[4], 0, 1, 0);
  const bool no_rest = all_are(moved[0], 0, 3072, -1) && all_are(moved[0], 3072, 3100, 0);
  const bool first_chunk = all_are(moved[0], 0, 1024, -1) && all_are(moved[0], 1024, 3072, 0);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    expect_all("0 after a step of 1 down, parameter " + std::to_string(i), moved[i],
               Numbers(static_cast<std::size_t>(sizes[i]), -1))
        .if_true(only_first, "only the first parameter moved: which task is a later block's?")
        .if_true(no_rest, "what fills no whole block was left out: round up")
        .if_true(first_chunk,
                 "only the first chunk of each parameter moved: how many blocks are for "
                 "a task of 3100 elements?");
}

TEST_F(FusedOptimizers, ManyTasks) {
  // More than a table holds, some of them empty.
  const Make sgd = maker<optim::SGD>(optim::SGDOptions{.lr = 0.1, .momentum = 0.9});
  std::vector<Shape> shapes;
  for (Index i = 0; i < 60; ++i) shapes.push_back({i % 7 == 3 ? 0 : 1 + i % 5});
  expect_equal("60 parameters", sgd, shapes, 2);
}

TEST_F(FusedOptimizers, AdamsSettings) {
  Tensor p = to(Tensor::of(Numbers{1, -2}, {2}, float64), gpu).requires_grad(true);
  const optim::AdamOptions options{
      .lr = 0.1, .beta1 = 0.8, .beta2 = 0.9, .epsilon = 0.01, .weight_decay = 0.3};
  optim::AdamW adam({p}, options);
  const auto by_hand = [&](const auto& change) {
    gradus::formulas::AdamUpdate<double> update{0.1, 0.8, 0.9, 0.01, 0.3, 0, 0, true};
    const auto scale = gradus::formulas::adam_correction(0.8, 0.9, 1);
    update.m_scale = scale.m_scale;
    update.root_v_scale = scale.root_v_scale;
    change(update);
    Numbers result{1, -2};
    const double g[] = {0.5, 3};
    for (std::size_t i = 0; i < 2; ++i) {
      double m = 0, v = 0;
      update(result[i], g[i], m, v);
    }
    return result;
  };
  p.set_grad(to(Tensor::of(Numbers{0.5, 3}, {2}, float64), gpu));
  adam.step();
  expect_all("one step of AdamW", numbers(p), by_hand([](auto&) {}))
      .if_equal(by_hand([](auto& u) { std::swap(u.m_scale, u.root_v_scale); }),
                "m_scale and root_v_scale are exchanged: settings[1] is for m")
      .if_equal(by_hand([](auto& u) { u.m_scale = u.root_v_scale = 1; }),
                "the corrections of the first steps are missing")
      .if_equal(by_hand([](auto& u) { std::swap(u.beta1, u.beta2); }),
                "beta1 and beta2 are exchanged")
      .if_equal(by_hand([](auto& u) { u.decoupled = false; }),
                "AdamW became Adam: `decoupled` is one of the fixed settings");
}

TEST_F(FusedOptimizers, SgdEqualsTheCpu) {
  expect_equal("SGD", maker<optim::SGD>(optim::SGDOptions{.lr = 0.1}), kShapes, 3);
  expect_equal("SGD with momentum",
               maker<optim::SGD>(optim::SGDOptions{
                   .lr = 0.1, .momentum = 0.9, .dampening = 0.25, .weight_decay = 0.1}),
               kShapes, 10);
  expect_equal("SGD with nesterov",
               maker<optim::SGD>(optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .nesterov = true}),
               kShapes, 10);
}

TEST_F(FusedOptimizers, AdamEqualsTheCpu) {
  expect_equal("Adam", maker<optim::Adam>(optim::AdamOptions{.lr = 0.05, .weight_decay = 0.1}),
               kShapes, 10);
  expect_equal("AdamW", maker<optim::AdamW>(optim::AdamOptions{.lr = 0.05, .weight_decay = 0.1}),
               kShapes, 10);
}

TEST_F(FusedOptimizers, RMSpropEqualsTheCpu) {
  for (const bool centered : {false, true})
    for (const double momentum : {0.0, 0.9})
      expect_equal(centered ? "RMSprop, centered" : "RMSprop",
                   maker<optim::RMSprop>(optim::RMSpropOptions{.lr = 0.01,
                                                               .alpha = 0.9,
                                                               .epsilon = 1e-3,
                                                               .weight_decay = 0.1,
                                                               .momentum = momentum,
                                                               .centered = centered}),
                   kShapes, 10);
}

TEST_F(FusedOptimizers, GroupsHaveSettingsOfTheirOwn) {
  const Make make = [](const std::vector<Tensor>& all) {
    const auto middle = all.begin() + 3;
    auto adam = std::make_unique<optim::AdamW>(std::vector<Tensor>(all.begin(), middle),
                                               optim::AdamOptions{.lr = 0.05, .weight_decay = 0.5});
    adam->add_param_group({middle, all.end()}, {.lr = 0.2, .beta1 = 0.5});
    return adam;
  };
  expect_equal("two groups", make, kShapes, 10);
}

TEST_F(FusedOptimizers, WithoutGradientNothingMoves) {
  std::vector<Tensor> all = parameters({{3}, {4}}, float32, gpu);
  const Numbers before = numbers(all[0]);
  all[1].set_grad(to(gradus::ones({4}), gpu));
  optim::Adam adam(all);
  adam.step();
  EXPECT_EQ(numbers(all[0]), before);
  EXPECT_NE(numbers(all[1]), numbers(parameters({{3}, {4}}, float32, cpu)[1]));
}

TEST_F(FusedOptimizers, StateGoesFromDeviceToDevice) {
  const auto make = [](const std::vector<Tensor>& all) {
    return optim::SGD(all, {.lr = 0.1, .momentum = 0.9});
  };
  std::vector<Tensor> here = parameters({{5}}, float64, cpu),
                      there = parameters({{5}}, float64, gpu);
  set_gradients(here, 0);
  set_gradients(there, 0);
  auto on_cpu = make(here), on_gpu = make(there);
  on_cpu.step();
  on_gpu.load_state_dict(on_cpu.state_dict());
  const auto state = on_gpu.state_dict();
  EXPECT_EQ(state.at("0.momentum").device(), gpu);
  expect_all("the velocity", numbers(state.at("0.momentum")),
             numbers(on_cpu.state_dict().at("0.momentum")));
}

TEST_F(FusedOptimizers, OneDeviceAnOptimizer) {
  std::vector<Tensor> mixed = parameters({{3}}, float32, cpu);
  mixed.push_back(parameters({{3}}, float32, gpu)[0]);
  try {
    optim::SGD sgd(mixed, {.lr = 0.1});
    ADD_FAILURE() << "parameters on two devices were taken";
  } catch (const gradus::Error& error) {
    EXPECT_NE(std::string(error.what()).find("lies on cuda, the first one on cpu"),
              std::string::npos)
        << error.what();
  }
}

TEST_F(FusedOptimizers, TotalNorm) {
  const Numbers big(2500, 2), small{3, -10, 0};
  std::vector<Tensor> all;
  for (const Numbers& values : {big, small, Numbers{}})
    all.push_back(to(Tensor::of(values, {static_cast<Index>(values.size())}, float64), gpu));
  const auto norm = [&](double type) {
    double result = -1;
    works("the norm",
          "a barrier is missing: a thread reads what another has not yet written, or writes what "
          "another still reads",
          "the norm read outside", [&] {
            const gradus::NormAttributes settings{type};
            result = numbers(run_poisoned(gradus::ops::total_norm, all, settings)[0])[0];
          });
    return result;
  };
  const double infinity = std::numeric_limits<double>::infinity(),
               nan = std::numeric_limits<double>::quiet_NaN();
  const double squares = 2500 * 4 + 109;
  expect("the norm of 2500 twos, 3 and -10", norm(2), std::sqrt(squares));
  expect("their largest absolute value", norm(infinity), 10)
      .if_true(norm(infinity) > 10,
               "the values were added up: without `euclidean` the larger counts");
  all[1] = to(Tensor::of(Numbers{3, nan, 0}, {3}, float64), gpu);
  EXPECT_TRUE(std::isnan(norm(2)));
  EXPECT_TRUE(std::isnan(norm(infinity)));
  all = {to(gradus::zeros({0}, float64), gpu)};
  EXPECT_EQ(norm(2), 0);
  all = {to(Tensor::of(Numbers{3, 10, 4}, {3}, float64), gpu)};
  expect("the norm of 3, 10 and 4", norm(2), std::sqrt(125.0))
      .if_equal(5, "some of the numbers were not folded: halve until one is left");
}

TEST_F(FusedOptimizers, ClippingEqualsTheCpu) {
  for (const DType dtype : {float32, float64}) {
    const double bound = dtype == float32 ? 1e-6 : 1e-13;
    for (const double most : {0.5, 1e6}) {
      for (const bool by_value : {false, true}) {
        std::vector<Tensor> here = parameters(kShapes, dtype, cpu),
                            there = parameters(kShapes, dtype, gpu);
        set_gradients(here, 0);
        set_gradients(there, 0);
        if (by_value) {
          gradus::nn::clip_grad_value_(here, most);
          gradus::nn::clip_grad_value_(there, most);
        } else {
          const double norm = gradus::nn::clip_grad_norm_(here, most);
          expect("the norm", gradus::nn::clip_grad_norm_(there, most), norm, bound);
        }
        for (std::size_t i = 0; i < here.size(); ++i)
          expect_all("the clipped gradient", numbers(there[i].grad()), numbers(here[i].grad()),
                     bound);
      }
    }
  }
  // Infinite: gradients stay.
  Tensor p = to(gradus::ones({2}), gpu).requires_grad(true);
  const Numbers wild{1, std::numeric_limits<double>::infinity()};
  p.set_grad(to(Tensor::of(wild, {2}, float32), gpu));
  gradus::nn::clip_grad_norm_({p}, 1);
  EXPECT_EQ(numbers(p.grad()), wild);
}
