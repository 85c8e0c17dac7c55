#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/dropout2d.h>
#include <gradus/cnn/memory_format.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "../../03_layers/tests/support.h"

using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::BatchNorm2d;
using gradus::nn::Dropout2d;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::random_tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

constexpr double kEps = 0.25;

// A layer with given weight and bias.
BatchNorm2d layer(const Tensor& weight, const Tensor& bias, double momentum = 0.5) {
  BatchNorm2d norm(weight.numel(), {.eps = kEps, .momentum = momentum});
  norm.to(weight.dtype());
  *norm.weight = weight;
  *norm.bias = bias;
  return norm;
}

// What it should compute, of operations that earlier chapters checked.
Tensor plain(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& residual,
             bool with_relu) {
  const Shape shape{1, x.size(1), 1, 1};
  const Tensor centred = x - mean(x, {0, 2, 3}, true);
  const Tensor var = mean(centred * centred, {0, 2, 3}, true);
  Tensor y = centred / sqrt(var + kEps) * reshape(weight, shape) + reshape(bias, shape);
  if (residual.defined()) y = y + residual;
  return with_relu ? relu(y) : y;
}

// One channel of eight numbers: mean 3, variance 4.5.
const Numbers kNumbers{1, 5, 2, 4, 7, 3, 0, 2};

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(BatchNorm2d, EachChannelGetsMeanZeroAndVarianceOne) {
  // Channel 1 is channel 0 times 10, plus 100: normalised, both are the same (but for eps).
  Numbers pixels;
  for (double x : kNumbers) pixels.push_back(x);
  for (double x : kNumbers) pixels.push_back(10 * x + 100);
  const Tensor x = Tensor::of(pixels, {1, 2, 2, 4}, float64);
  BatchNorm2d norm(2, {.eps = 0});
  norm.to(float64);
  const Numbers y = norm(x).to_vector();
  // Pairs of neighbours taken for the two channels of a pixel.
  Numbers mixed;
  for (std::size_t column : {0, 1}) {
    double total = 0, squares = 0;
    for (std::size_t i = column; i < 16; i += 2) {
      total += pixels[i];
      squares += pixels[i] * pixels[i];
    }
    const double centre = total / 8, deviation = std::sqrt(squares / 8 - centre * centre);
    for (std::size_t i = column; i < 16; i += 2) mixed.push_back((pixels[i] - centre) / deviation);
  }
  Numbers expected, of_squares, without_start;
  for (int channel = 0; channel < 2; ++channel)
    for (double value : kNumbers) {
      expected.push_back((value - 3) / std::sqrt(4.5));
      of_squares.push_back((value - 3) / std::sqrt(8.5));
      without_start.push_back(channel == 0 ? (value - 2) / std::sqrt(4.5)
                                           : (10 * value + 100 - 20) / std::sqrt(450.0));
    }
  expect_all("two channels, normalised", y, expected)
      .if_equal(of_squares,
                "the mean of (x - start)^2 is no variance yet: start is not the mean, and its "
                "distance from it, squared, is too much")
      .if_equal(without_start,
                "the mean of x - start is how far the mean lies from start, not the mean itself")
      .if_equal(mixed,
                "pixels of several channels were put into one column; bring the channels to the "
                "last axis before the reshape");
}

TEST(BatchNorm2d, ManyRowsAndAnyNumberOfChannels) {
  // Channels that fill a strip of numbers and such that do not; rows of several slices.
  for (const auto& [channels, size] :
       {std::pair<Index, Index>{16, 40}, {3, 45}, {200, 7}, {1, 150}})
    for (const bool with_relu : {false, true})
      for (const bool with_residual : {false, true}) {
        const Shape shape{2, channels, size, size};
        const Tensor x = random_tensor(shape, "x"), added = random_tensor(shape, "added");
        const Tensor weight = random_tensor({channels}, "w"), bias = random_tensor({channels}, "b");
        BatchNorm2d norm = layer(weight, bias);
        const Tensor residual = with_residual ? added : Tensor();
        expect_all("batch norm of " + to_string(shape),
                   batch_norm_act(norm, x, residual, with_relu).to_vector(),
                   plain(x, weight, bias, residual, with_relu).to_vector());
      }
}

TEST(BatchNorm2d, GradientsOfOneChannel) {
  const Tensor x = Tensor::of(kNumbers, {2, 1, 2, 2}, float64).requires_grad(true);
  const Tensor weight = Tensor::of(Numbers{1.5}, {1}, float64).requires_grad(true);
  const Tensor bias = Tensor::of(Numbers{-0.25}, {1}, float64).requires_grad(true);
  const Tensor g = random_tensor({2, 1, 2, 2}, "g");
  for (const bool with_relu : {false, true}) {
    BatchNorm2d norm = layer(weight, bias);
    const Tensor y = batch_norm_act(norm, x, {}, with_relu);
    const Tensors right = gradus::grad(plain(x, weight, bias, {}, with_relu), {x, weight, bias}, g);
    const Tensors actual = gradus::grad(y, {x, weight, bias}, g);
    const Tensors all = gradus::grad(plain(x, weight, bias, {}, false), {x, weight, bias}, g);
    const Tensor by_upstream = relu(g);
    const Tensors gated = gradus::grad(plain(x, weight, bias, {}, false), {bias}, by_upstream);
    const double inverse = 1 / std::sqrt(4.5 + kEps);
    const auto as = [](const Tensor& t) { return t.to_vector(); };
    if (with_relu) {
      expect_all("the gradient of the bias, with ReLU", as(actual[2]), as(right[2]))
          .if_equal(as(all[2]), "the ReLU lets everything pass; only where y > 0 does it")
          .if_equal(as(gated[0]),
                    "what passes a ReLU depends on its result y, not on the upstream gradient");
      expect_all("the gradient of x, with ReLU", as(actual[0]), as(right[0]));
      continue;
    }
    expect_all("the gradient of the weight", as(actual[1]), as(right[1]))
        .if_equal(as(right[1] / inverse), "the weight multiplies (x - mean) inverse, not x - mean");
    expect_all("the gradient of the bias", as(actual[2]), as(right[2]));
    Tensor u = g, z = (x.detach() - 3) * inverse;
    const Tensor wn = weight.detach();
    expect_all("the gradient of x", as(actual[0]), as(right[0]))
        .if_equal(
            as(u * wn * inverse),
            "mean and variance were taken as constants, but x moves them, and they move all y")
        .if_equal(as((u - sum(u) - z * sum(u * z)) * wn * inverse),
                  "sums stand where means belong: divide by count")
        .if_equal(as((u - mean(u)) * wn * inverse),
                  "x moves the variance, too: the term with x - mean is missing");
  }
}

TEST(BatchNorm2d, RunningStatistics) {
  const Tensor x = Tensor::of(kNumbers, {2, 1, 2, 2}, float64);
  BatchNorm2d norm = layer(gradus::ones({1}, float64), gradus::zeros({1}, float64));
  norm(x);
  expect("the running mean after a batch of mean 3, momentum 1/2", norm.running_mean.item(), 1.5);
  // The variance of these 8 numbers is 4.5; 4.5 * 8 / 7 stands for numbers to come.
  expect("the running variance after a batch", norm.running_var.item(), 0.5 + 0.5 * 36.0 / 7)
      .if_equal(0.5 + 0.5 * 4.5,
                "the biased variance went into the running one; it is too small by (n - 1) / n");
  EXPECT_EQ(norm.num_batches_tracked.item(), 1);
  norm.eval();
  const Numbers before = norm.running_var.to_vector();
  norm(x);
  EXPECT_EQ(norm.running_var.to_vector(), before) << "evaluation moved the running statistics";
}

TEST(BatchNorm2d, EvaluationUsesTheRunningStatistics) {
  BatchNorm2d norm =
      layer(Tensor::of(Numbers{4}, {1}, float64), Tensor::of(Numbers{1}, {1}, float64));
  norm.running_mean.data<double>()[0] = 3;
  norm.running_var.data<double>()[0] = 4 - kEps;
  norm.eval();
  const Tensor x = Tensor::of(Numbers{3, 5, 7, -1}, {1, 1, 2, 2}, float64);
  expect_all("images in evaluation: (x - 3) / 2 * 4 + 1", norm(x).to_vector(), Numbers{1, 5, 9, -7})
      .if_equal(Numbers{13, 17, 21, 5},
                "the running mean was added: x scale + shift takes it away inside of shift")
      .if_equal(Numbers{4, 8, 12, -4},
                "shift takes the running mean itself away; it must be scaled like x");
  const Tensor residual = Tensor::of(Numbers{-2, 0, 1, 1}, {1, 1, 2, 2}, float64);
  expect_all("with residual and ReLU", batch_norm_act(norm, x, residual).to_vector(),
             Numbers{0, 5, 10, 0});
}

TEST(BatchNorm2d, ASmallVarianceFarFromZero) {
  Numbers values;
  for (int i = 0; i < 4000; ++i) values.push_back(10'000 + (i % 2 ? 1 : -1));
  const Tensor x = Tensor::of(values, {10, 1, 20, 20}, float32);
  BatchNorm2d norm(1, {.momentum = 1});
  norm(x);
  EXPECT_NEAR(norm.running_var.item(), 4000.0 / 3999, 1e-5)
      << "in float32 the mean of squares, 1e8, would swallow a variance of 1";
}

TEST(BatchNorm2d, EqualNumbersAndNan) {
  BatchNorm2d norm(2);
  const Numbers y = norm(gradus::full({2, 2, 3, 3}, 0.1)).to_vector();
  for (double value : y) ASSERT_EQ(value, 0) << "numbers that are all equal have variance 0";
  Tensor x = gradus::ones({1, 2, 2, 2});
  x.data<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  const Numbers poisoned = batch_norm_act(norm, x).to_vector();
  EXPECT_TRUE(std::isnan(poisoned[0]) && std::isnan(poisoned[3])) << "a NaN was hidden by the ReLU";
  EXPECT_FALSE(std::isnan(poisoned[4])) << "the other channel is not concerned";
}

TEST(BatchNorm2d, EqualsPyTorch) {
  const Golden golden(GRADUS_TEST_DATA "/batch_norm.json");
  for (const std::string& name : golden.keys("/cases")) {
    SCOPED_TRACE(name);
    const std::string at = "/cases/" + name + "/";
    Shape shape;
    for (double size : golden.numbers(at + "shape")) shape.push_back(static_cast<Index>(size));
    const auto tensor = [&](const char* what, const Shape& as) {
      return Tensor::of(golden.numbers(at + what), as, float64);
    };
    const bool with_relu = golden.number(at + "relu") > 0,
               has_residual = golden.number(at + "residual") > 0;
    BatchNorm2d norm(
        shape[1], {.eps = golden.number(at + "eps"), .momentum = golden.number(at + "momentum")});
    norm.to(float64);
    *norm.weight = tensor("weight", {shape[1]}).requires_grad(true);
    *norm.bias = tensor("bias", {shape[1]}).requires_grad(true);
    norm(tensor("first", shape));
    const Tensor x = tensor("x", shape).requires_grad(true);
    const Tensor added = has_residual ? tensor("added", shape).requires_grad(true) : Tensor();
    const Tensor y = batch_norm_act(norm, x, added, with_relu);
    expect_all("y", y.to_vector(), golden.numbers(at + "y"));
    Tensors inputs{x, *norm.weight, *norm.bias};
    if (has_residual) inputs.push_back(added);
    const Tensors gradients = gradus::grad(y, inputs, tensor("upstream", shape));
    const char* names[] = {"dx", "dweight", "dbias", "dadded"};
    for (std::size_t i = 0; i < gradients.size(); ++i)
      expect_all(names[i], gradients[i].to_vector(), golden.numbers(at + names[i]));
    expect_all("running mean", norm.running_mean.to_vector(), golden.numbers(at + "running_mean"));
    expect_all("running variance", norm.running_var.to_vector(),
               golden.numbers(at + "running_var"));
    norm.eval();
    expect_all("in evaluation", batch_norm_act(norm, x, added, with_relu).to_vector(),
               golden.numbers(at + "evaluated"));
  }
}

TEST(BatchNorm2d, TheOrderInMemoryAndTheThreadsMakeNoDifference) {
  const Tensor x = random_tensor({3, 16, 20, 30}, "x", float32);
  const int before = gradus::num_threads();
  Numbers results[2];
  for (int i : {0, 1}) {
    gradus::set_num_threads(i == 0 ? 1 : 3);
    BatchNorm2d norm(16);
    const Tensor y = norm(i == 0 ? x : gradus::nn::channels_last(x));
    EXPECT_EQ(y.array().strides()[1], 1) << "the result has its channels last in memory";
    results[i] = y.to_vector();
  }
  gradus::set_num_threads(before);
  EXPECT_EQ(results[0], results[1]);
}

TEST(BatchNorm2d, BadInput) {
  BatchNorm2d norm(3);
  EXPECT_EQ(message([&] {
              norm(gradus::ones({2, 4, 5, 5}));
            }),
            "BatchNorm2d: needs [N, 3, H, W], not [2, 4, 5, 5]");
  EXPECT_EQ(message([&] {
              norm(gradus::ones({2, 3}));
            }),
            "BatchNorm2d: needs [N, 3, H, W], not [2, 3]");
  EXPECT_NE(message([&] {
              norm(gradus::ones({1, 3, 1, 1}));
            }).find("train on larger batches"),
            std::string::npos);
  EXPECT_EQ(message([&] {
              batch_norm_act(norm, gradus::ones({2, 3, 4, 4}), gradus::ones({2, 3, 2, 2}));
            }),
            "BatchNorm2d: a residual of [2, 3, 2, 2] cannot be added to [2, 3, 4, 4]");
}

TEST(Dropout2d, WholeChannelsGo) {
  Dropout2d dropout(0.5);
  const Tensor x = gradus::ones({50, 20, 3, 2}, float64);
  const Numbers y = dropout(x).to_vector();
  Index dropped = 0, torn = 0;
  for (std::size_t channel = 0; channel < 1000; ++channel) {
    const auto first = y.begin() + static_cast<std::ptrdiff_t>(6 * channel);
    const auto zeros = std::count(first, first + 6, 0.0);
    dropped += zeros == 6;
    torn += zeros > 0 && zeros < 6;
  }
  expect("channels of which a part is dropped", static_cast<double>(torn), 0)
      .if_true(torn > 500, "every pixel has a mask of its own; one number for a channel is needed");
  EXPECT_NEAR(static_cast<double>(dropped), 500, 60)
      << (dropped == 0 && torn == 0 ? "  Likely cause: nothing is dropped in training" : "");
  EXPECT_EQ(*std::ranges::max_element(y), 2);
  dropout.eval();
  const Numbers evaluated = dropout(x).to_vector();
  expect_all("ones in evaluation", evaluated, x.to_vector())
      .if_true(std::ranges::count(evaluated, 0.0) > 0, "channels are dropped in evaluation, too");
  EXPECT_EQ(message([&] {
              dropout(gradus::ones({2, 3}));
            }),
            "Dropout2d: needs images [N, C, H, W] or [C, H, W], not [2, 3]");
}
