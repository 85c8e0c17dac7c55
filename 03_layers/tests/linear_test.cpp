#include <gradus/common/error.h>
#include <gradus/layers/linear.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::nn::Linear;
using gradus::testing::backward_gradients;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::numeric_gradient;
using gradus::testing::random_tensor;

namespace {

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

}  // namespace

TEST(Linear, Formula) {
  const Tensor x = Tensor::of({1, 2, 3, -1, 0, 1}, {2, 3}),
               weight = Tensor::of({1, 0, 2, 0, 1, 0}, {2, 3}), bias = Tensor::of({10, 20}, {2});
  expect_all("x W^T", gradus::nn::linear(x, weight).to_vector(), std::vector<double>{7, 2, 1, 0});
  expect_all("x W^T + b", gradus::nn::linear(x, weight, bias).to_vector(),
             std::vector<double>{17, 22, 11, 20});
}

TEST(Linear, GradientsWithRandomUpstream) {
  for (int sample = 0; sample < 20; ++sample) {
    const std::string name = std::to_string(sample);
    const Index n = 1 + sample % 5, in = 1 + sample % 4, out = 1 + sample % 3;
    Tensor x = random_tensor({n, in}, "x" + name), weight = random_tensor({out, in}, "w" + name),
           bias = random_tensor({out}, "b" + name);
    const Tensor upstream = random_tensor({n, out}, "g" + name);
    for (Tensor* tensor : {&x, &weight, &bias}) tensor->requires_grad(true);
    const auto f = [&] { return gradus::nn::linear(x, weight, bias); };
    const std::vector<Tensor> gradients = backward_gradients(f, {x, weight, bias}, upstream);
    const auto shapes = "x " + to_string(x.shape()) + ", W " + to_string(weight.shape());
    ASSERT_TRUE(gradients[2].defined())
        << "the bias got no gradient at all (" << shapes << "): it will never train";
    ASSERT_TRUE(gradients[1].defined()) << "the weights got no gradient (" << shapes << ")";
    ASSERT_TRUE(gradients[0].defined())
        << "x got no gradient (" << shapes << "): what stands before this layer never trains";
    expect_all("dL/db, " + shapes, gradients[2].to_vector(), numeric_gradient(f, bias, upstream),
               1e-6)
        .if_equal(scaled(numeric_gradient(f, bias, upstream), 1.0 / static_cast<double>(n)),
                  "the bias was added to every row: sum the upstream gradient over the rows, do "
                  "not average")
        .if_true(std::ranges::all_of(gradients[2].to_vector(), [](double g) { return g == 0; }),
                 "the gradient of the bias is 0: it will never train");
    expect_all("dL/dW, " + shapes, gradients[1].to_vector(), numeric_gradient(f, weight, upstream),
               1e-6)
        .if_equal(scaled(numeric_gradient(f, weight, upstream), 2),
                  "the gradient of the weights is added twice");
    expect_all("dL/dx, " + shapes, gradients[0].to_vector(), numeric_gradient(f, x, upstream),
               1e-6);
  }
}

TEST(Linear, LikePyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/linear.json");
  Tensor x = Tensor::of(golden.numbers("/x"), {4, 3}, gradus::float64),
         weight = Tensor::of(golden.numbers("/weight"), {2, 3}, gradus::float64),
         bias = Tensor::of(golden.numbers("/bias"), {2}, gradus::float64);
  for (Tensor* tensor : {&x, &weight, &bias}) tensor->requires_grad(true);
  const Tensor y = gradus::nn::linear(x, weight, bias);
  expect_all("y", y.to_vector(), golden.numbers("/y"), 1e-12);
  gradus::backward(y, Tensor::of(golden.numbers("/upstream"), {4, 2}, gradus::float64));
  expect_all("dL/dx", x.grad().to_vector(), golden.numbers("/dx"), 1e-12);
  expect_all("dL/dW", weight.grad().to_vector(), golden.numbers("/dweight"), 1e-12);
  expect_all("dL/db", bias.grad().to_vector(), golden.numbers("/dbias"), 1e-12);
}

TEST(Linear, WorksOverTheLastAxisOfAnyRank) {
  const Tensor x = random_tensor({2, 3, 4}, "x"), weight = random_tensor({5, 4}, "w"),
               bias = random_tensor({5}, "b");
  const Tensor y = gradus::nn::linear(x, weight, bias);
  EXPECT_EQ(to_string(y.shape()), "[2, 3, 5]");
  expect_all("rows, one by one", gradus::nn::linear(select(x, 0, 1), weight, bias).to_vector(),
             select(y, 0, 1).to_vector());
  EXPECT_EQ(to_string(gradus::nn::linear(random_tensor({4}, "v"), weight).shape()), "[5]");
  EXPECT_EQ(to_string(gradus::nn::linear(random_tensor({0, 4}, "v"), weight).shape()), "[0, 5]");
  EXPECT_EQ(to_string(gradus::nn::linear(random_tensor({3, 0, 4}, "v"), weight, bias).shape()),
            "[3, 0, 5]");
}

TEST(Linear, InputsThatAreViews) {
  const Tensor x = random_tensor({3, 4}, "x"), weight = random_tensor({3, 2}, "w");
  const Tensor bias = random_tensor({2, 4}, "b");
  expect_all("transposed x, W, and a bias with gaps",
             gradus::nn::linear(t(x), t(weight), select(bias, 1, 1)).to_vector(),
             gradus::nn::linear(contiguous(t(x)), contiguous(t(weight)), clone(select(bias, 1, 1)))
                 .to_vector());
}

TEST(Linear, FirstWeights) {
  constexpr Index kIn = 300, kOut = 100;
  Linear layer(kIn, kOut);
  layer.reset_parameters(3);
  const double bound = 1 / std::sqrt(static_cast<double>(kIn));
  const std::vector<double> weights = layer.weight.to_vector();
  const auto [least, most] = std::ranges::minmax(weights);
  EXPECT_GE(least, -bound);
  expect("the largest first weight of 300 -> 100", most, bound, 1e-4)
      .if_true(std::abs(most - 1 / std::sqrt(static_cast<double>(kOut))) < 1e-4,
               "1 / sqrt(out): but `in` numbers are summed up in each output")
      .if_true(most > 2 * bound && most < 4.5 * bound && least < -2 * bound,
               "numbers far beyond the bound: they must be uniform, not normal");
  double sum = 0, squares = 0;
  for (double w : weights) {
    sum += w;
    squares += w * w;
  }
  const auto count = static_cast<double>(weights.size());
  expect("the mean of the first weights", sum / count, 0, 5 * bound / std::sqrt(3 * count))
      .if_true(least >= 0 && least != most,
               "none is negative: the range goes from -bound to bound");
  expect("their variance, in parts of bound^2 / 3", 3 * squares / count / (bound * bound), 1, 0.02)
      .if_true(least == most, "all weights are equal: all neurons would learn the same");
  const std::vector<double> biases = layer.bias->to_vector();
  EXPECT_FALSE(std::ranges::all_of(biases, [](double b) { return b == 0; }))
      << "the biases are 0; they start uniform as the weights do";
  EXPECT_LE(std::ranges::max(biases), bound);
  EXPECT_NE(std::vector<double>(weights.begin(), weights.begin() + kOut), biases)
      << "weights and biases are the same numbers: give each its own stream";
}

TEST(Linear, SeedAndNameDecide) {
  Linear one(4, 3), two(4, 3);
  one.reset_parameters(5);
  two.reset_parameters(5);
  const std::vector<double> weights = one.weight.to_vector();
  EXPECT_EQ(weights, two.weight.to_vector());
  two.reset_parameters(6);
  ASSERT_NE(weights[0], weights[1]);
  EXPECT_NE(weights, two.weight.to_vector()) << "the seed must make a difference";
  struct Pair : gradus::nn::Module {
    Linear& a = register_module("a", Linear(4, 4));
    Linear& b = register_module("b", Linear(4, 4));
  } pair;
  pair.reset_parameters(5);
  EXPECT_NE(pair.a.weight.to_vector(), pair.b.weight.to_vector())
      << "two layers of a network begin with the same numbers; does the stream's name contain the "
         "prefix?";
}

TEST(Linear, AsModule) {
  Linear layer(3, 2);
  EXPECT_EQ(layer.num_parameters(), 8);
  EXPECT_EQ(layer.named_parameters()[0].name, "weight");
  EXPECT_EQ(layer.named_parameters()[1].name, "bias");
  const Tensor x = random_tensor({5, 3}, "x", gradus::float32);
  expect_all("layer(x)", layer(x).to_vector(),
             gradus::nn::linear(x, layer.weight, *layer.bias).to_vector());
  Linear plain(3, 2, false);
  EXPECT_EQ(plain.num_parameters(), 6);
  EXPECT_EQ(plain.bias, nullptr);
  expect_all("layer(x) without bias", plain(x).to_vector(),
             gradus::nn::linear(x, plain.weight).to_vector());
}

TEST(Linear, GradientsOfGradients) {
  Tensor x = random_tensor({3, 2}, "x"), weight = random_tensor({4, 2}, "w");
  x.requires_grad(true);
  weight.requires_grad(true);
  const Tensor upstream = random_tensor({3, 4}, "g"), v = random_tensor({3, 2}, "v");
  // d/dW of sum(v * dL/dx), where dL/dx = upstream W.
  const Tensor dx =
      gradus::grad(gradus::nn::linear(x, weight), {x}, upstream, {.create_graph = true})[0];
  const Tensor second = gradus::grad(dx, {weight}, v)[0];
  expect_all("d(v . dL/dx)/dW", second.to_vector(), matmul(t(upstream), v).to_vector());
}

TEST(Linear, SizesThatDoNotFit) {
  const auto message = [](const auto& call) {
    try {
      call();
    } catch (const gradus::Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const Tensor x = gradus::zeros({2, 3}), weight = gradus::zeros({4, 5});
  EXPECT_EQ(
      message([&] { gradus::nn::linear(x, weight); }),
      "linear: [2, 3] does not fit the weights [4, 5] ([out, in]); the last sizes must be equal");
  EXPECT_EQ(message([&] {
              gradus::nn::linear(x, gradus::zeros({4, 3}), gradus::zeros({3}));
            }),
            "linear: the bias is [3] and must be [4]");
  EXPECT_EQ(message([&] {
              gradus::nn::linear(x, gradus::zeros({4, 3}, gradus::float64));
            }),
            "linear: dtypes differ: float32 and float64; convert one with to(dtype)");
}
