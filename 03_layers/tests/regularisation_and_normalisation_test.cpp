#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/sequential.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support.h"

using gradus::Axes;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::RandomStream;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::batch_norm;
using gradus::nn::BatchNorm1d;
using gradus::nn::Dropout;
using gradus::nn::layer_norm;
using gradus::nn::LayerNorm;
using gradus::nn::Linear;
using gradus::nn::Sequential;
using gradus::testing::close;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::numbered;
using gradus::testing::numeric_gradient;
using gradus::testing::random_tensor;
using Numbers = std::vector<double>;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

double part_of_zeros(const Numbers& values) {
  return static_cast<double>(std::ranges::count(values, 0.0)) / static_cast<double>(values.size());
}

Tensor mask(const Shape& shape, double p, std::int64_t step, const std::string& stream = "mask",
            gradus::DType dtype = float64) {
  const Tensor like = gradus::empty(shape, dtype),
               number = Tensor::of({static_cast<double>(step)}, {}, int64);
  return Tensor(run(gradus::ops::dropout_mask, {&like.array(), &number.array()},
                    gradus::DropoutAttributes{p, RandomStream(1, stream)}));
}

// What a batch's numbers become by their own statistics, over some axes.
Tensor normalized(const Tensor& x, const Axes& axes, double eps = 1e-5) {
  const Tensor centred = x - mean(x, axes, true);
  return centred / sqrt(mean(centred * centred, axes, true) + eps);
}

Tensor shaped(const Golden& golden, const std::string& where, const Shape& shape) {
  return Tensor::of(golden.numbers(where), shape, float64);
}
Shape shape_of(const Golden& golden, const std::string& where) {
  Shape shape;
  for (double size : golden.numbers(where)) shape.push_back(static_cast<Index>(size));
  return shape;
}

}  // namespace

TEST(Dropout, TheMask) {
  for (const gradus::DType dtype : {float32, float64}) {
    const Numbers values = mask({300, 200}, 0.25, 0, "mask", dtype).to_vector();
    expect("the largest element of a mask with p = 1/4", std::ranges::max(values), 4.0 / 3, 1e-6)
        .if_equal(1, "what stays must grow, so that the mean stays: by which factor?")
        .if_equal(4, "divided by p, the part that goes; 1 - p is the part that stays")
        .if_equal(0.75, "multiplied by 1 - p; divide by it");
    const double dropped = part_of_zeros(values);
    EXPECT_NEAR(dropped, 0.25, 0.01)
        << (std::abs(dropped - 0.75) < 0.01 ? "  Likely cause: p was taken for the part that stays"
                                            : "");
    for (double x : values) ASSERT_TRUE(x == 0 || close(x, 4.0 / 3, 1e-6)) << x;
  }
}

TEST(Dropout, MasksAreFunctionsOfSeedNameAndStep) {
  const Tensor plain = mask({123}, 0.5, 7);
  EXPECT_EQ(plain.to_vector(), mask({123}, 0.5, 7).to_vector());
  EXPECT_NE(plain.to_vector(), mask({123}, 0.5, 8).to_vector());
  EXPECT_NE(plain.to_vector(), mask({123}, 0.5, 7, "another").to_vector());
  EXPECT_EQ(plain.to_vector(), mask({123}, 0.5, 7, "mask", float32).to_vector());
  EXPECT_EQ(mask({3, 41}, 0.5, 7).to_vector(), plain.to_vector()) << "elements count row by row";
  const int before = gradus::num_threads();
  Numbers results[2];
  for (int threads : {1, 3}) {
    gradus::set_num_threads(threads);
    results[threads == 1] = mask({100, 301}, 0.3, 1).to_vector();
  }
  gradus::set_num_threads(before);
  EXPECT_EQ(results[0], results[1]) << "the number of threads makes a difference";
}

TEST(Dropout, InTrainingAndInEvaluation) {
  Dropout dropout(0.5);
  const Tensor x = gradus::ones({200, 100}, float64);
  const Numbers first = dropout(x).to_vector(), second = dropout(x).to_vector();
  ASSERT_NEAR(part_of_zeros(first), 0.5, 0.02)
      << (part_of_zeros(first) == 0
              ? "nothing was dropped\n  Likely cause: in training mode the mask must be applied"
              : "");
  EXPECT_NE(first, second) << "two steps have the same mask";
  EXPECT_EQ(dropout.step.item(), 2);
  dropout.eval();
  const Tensor y = dropout(x);
  expect_all("dropout of ones in evaluation", y.to_vector(), x.to_vector())
      .if_true(part_of_zeros(y.to_vector()) > 0.4,
               "numbers are dropped in evaluation, too: predictions become a lottery")
      .if_true(std::ranges::all_of(y.to_vector(), [](double v) { return v == 0.5; }),
               "scaled once more in evaluation; the scale of 1 / (1 - p) in training was enough");
  EXPECT_EQ(dropout.step.item(), 2) << "no mask is drawn in evaluation";
}

TEST(Dropout, GradientsPassWhereNumbersPass) {
  Dropout dropout(0.3);
  const Tensor x = random_tensor({5, 40}, "x").requires_grad(true), g = random_tensor({5, 40}, "g");
  const Tensor y = dropout(x);
  gradus::backward(y, g);
  expect_all("dL/dx of dropout", x.grad().to_vector(), (g * (y.detach() / x.detach())).to_vector());
}

TEST(Dropout, AllNothingAndTooMuch) {
  const Tensor x = random_tensor({4, 5}, "x");
  expect_all("p = 0", Dropout(0)(x).to_vector(), x.to_vector());
  expect_all("p = 1", Dropout(1)(x).to_vector(), Numbers(20, 0));
  EXPECT_EQ(Dropout()(gradus::zeros({0, 3})).shape(), Shape({0, 3}));
  EXPECT_EQ(Dropout()(gradus::zeros({})).shape(), Shape());
  EXPECT_EQ(message([] { Dropout(1.5); }), "Dropout: p is a probability, from 0 to 1, not 1.5");
  EXPECT_EQ(message([] { Dropout(std::nan("")); }),
            "Dropout: p is a probability, from 0 to 1, not nan");
  const Tensor view = t(random_tensor({30, 20}, "x"));
  Dropout one(0.5), other(0.5);
  expect_all("a transposed input", one(view).to_vector(), other(contiguous(view)).to_vector());
}

TEST(Dropout, NamesAndStepsInANetwork) {
  const auto network = [] {
    Sequential model(Dropout(0.5), Dropout(0.5));
    model.reset_parameters(3);
    return model;
  };
  Sequential model = network(), resumed = network();
  const Tensor x = gradus::ones({50});
  const Numbers once = model(x).to_vector();
  EXPECT_NEAR(part_of_zeros(once), 0.75, 0.2) << "both layers have the same mask";
  resumed.load_state_dict(model.state_dict());
  EXPECT_EQ(model(x).to_vector(), resumed(x).to_vector()) << "a resumed run has other masks";
  model.reset_parameters(3);
  EXPECT_EQ(model(x).to_vector(), once);
  model.reset_parameters(4);
  EXPECT_NE(model(x).to_vector(), once) << "the seed makes no difference";
}

TEST(Normalize, GradientsWithRandomUpstream) {
  const struct {
    Shape shape;
    Axes axes;
  } cases[] = {{{5}, {0}},
               {{4, 3}, {0}},
               {{4, 3}, {1}},
               {{2, 3, 4}, {0, 2}},
               {{2, 3, 4}, {1, 2}},
               {{2, 3, 4}, {0, 1, 2}},
               {{2, 3, 2, 2}, {0, 2, 3}}};
  for (const auto& [shape, axes] : cases) {
    for (int sample = 0; sample < 4; ++sample) {
      const Tensor x = random_tensor(shape, numbered("x", sample)).requires_grad(true);
      const auto f = [&, axes = axes] { return gradus::nn::normalize(x, axes, 0.01).y; };
      const Tensor y = f().detach(), g = random_tensor(shape, numbered("g", sample));
      const Tensor centred = x.detach() - mean(x.detach(), axes, true);
      const Tensor scale = 1.0 / sqrt(mean(centred * centred, axes, true) + 0.01);
      const Tensor direct = g * scale, by_mean = scale * mean(g, axes, true),
                   by_variance = scale * y * mean(g * y, axes, true);
      const double n = static_cast<double>(x.numel()) / static_cast<double>(scale.numel());
      expect_all("dL/dx of normalize, " + to_string(shape) + " over " + to_string(axes),
                 gradus::grad(f(), {x}, g)[0].to_vector(), numeric_gradient(f, x, g), 1e-6)
          .if_equal(direct.to_vector(),
                    "mean and variance were taken for constants; they move with every x")
          .if_equal((direct - by_mean).to_vector(), "the way through the variance is missing")
          .if_equal((direct - by_variance).to_vector(), "the way through the mean is missing")
          .if_equal((direct - by_mean * n - by_variance * n).to_vector(),
                    "sums stand where means belong")
          .if_equal((direct + by_mean + by_variance).to_vector(),
                    "what flows through mean and variance is subtracted");
    }
  }
}

TEST(Normalize, GradientsOfMeanAndVariance) {
  const Tensor x = random_tensor({3, 4}, "x").requires_grad(true), g = random_tensor({3, 4}, "g");
  const auto f = [&] {
    const gradus::nn::Normalized n = gradus::nn::normalize(x, {1});
    return n.mean * n.var + exp(n.var) * n.y;
  };
  expect_all("dL/dx through all three outputs", gradus::grad(f(), {x}, g)[0].to_vector(),
             numeric_gradient(f, x, g), 1e-6);
}

TEST(Normalize, AnyLayout) {
  const Tensor whole = random_tensor({6, 8, 5}, "x");
  const Tensor views[] = {whole, permute(whole, {2, 0, 1}),
                          slice(permute(whole, {1, 2, 0}), 0, 1, 8, 2),
                          to(permute(whole, {2, 1, 0}), float32)};
  for (const Tensor& view : views) {
    for (const Axes& axes : {Axes{0}, Axes{1}, Axes{2}, Axes{0, 2}, Axes{1, 2}, Axes{0, 1, 2}}) {
      const gradus::nn::Normalized n = gradus::nn::normalize(view, axes);
      const Tensor large = to(view, float64);
      const double tolerance = view.dtype() == float32 ? 3e-6 : 1e-12;
      const std::string what = to_string(view.shape()) + " over " + to_string(axes);
      expect_all("normalize of " + what, n.y.to_vector(), normalized(large, axes).to_vector(),
                 tolerance);
      expect_all("the means of " + what, n.mean.to_vector(), mean(large, axes).to_vector(),
                 tolerance);
      EXPECT_EQ(n.y.dtype(), view.dtype());
      EXPECT_EQ(n.y.array().strides(), dense_strides_like(view.array().layout));
    }
  }
  EXPECT_EQ(gradus::nn::normalize(gradus::zeros({0, 3}), {1}).mean.shape(), Shape({0, 1}));
  EXPECT_TRUE(
      std::isnan(gradus::nn::normalize(Tensor::of({1, std::nan("")}, {2}), {0}).y.to_vector()[0]));
  expect_all("equal numbers", gradus::nn::normalize(gradus::ones({3, 4}), {1}).y.to_vector(),
             Numbers(12, 0));
}

TEST(BatchNorm, InTraining) {
  const Tensor x = Tensor::of({1, 10, 2, 20, 3, 60}, {3, 2}, float64);
  const Tensor mean = gradus::zeros({2}, float64), var = gradus::ones({2}, float64);
  const Tensor y = batch_norm(x, mean, var, {}, {}, true, 0.25);
  expect_all("training on (1, 2, 3) and (10, 20, 60)", y.to_vector(),
             normalized(x, {0}).to_vector())
      .if_equal(
          (x / std::sqrt(1 + 1e-5)).to_vector(),
          "in training the batch is normalised by its own statistics, not by the running ones");
  expect_all("the running means after one batch (means 2, 30; momentum 0.25)", mean.to_vector(),
             Numbers{0.5, 7.5})
      .if_equal({0, 0}, "the running statistics did not move: evaluation will know nothing")
      .if_equal({1.5, 22.5}, "`momentum` is the part that comes from the new batch")
      .if_equal({2, 30}, "they were replaced, not moved: the last batch alone would count");
  // Mean squared distances 2/3 and 1400/3; as estimates from 3 numbers: 1 and 700.
  if (!close(mean.to_vector()[0], 0.5, 1e-9)) return;
  expect_all("the running variances", var.to_vector(), Numbers{1, 175.75})
      .if_equal({0.75 + 0.25 * 2 / 3, 0.75 + 0.25 * 1400 / 3},
                "that is the biased variance; three numbers keep a third of their spread from "
                "their own mean")
      .if_equal({0.75 + 0.25 * 4 / 9, 0.75 + 0.25 * 2800 / 9},
                "multiplied by (n - 1) / n; the estimate is too small, so divide");
}

TEST(BatchNorm, InEvaluation) {
  const Tensor x = Tensor::of({1, 10, 2, 20, 3, 60}, {3, 2}, float64);
  const Tensor mean = Tensor::of({5, 6}, {2}, float64), var = Tensor::of({4, 9}, {2}, float64);
  const Tensor weight = Tensor::of({2, 3}, {2}, float64), bias = Tensor::of({-1, 1}, {2}, float64);
  const Tensor wanted = (x - mean) / sqrt(var + 1e-5);
  const Tensor y = batch_norm(x, mean, var, {}, {}, false);
  expect_all("evaluation with running means 5, 6 and variances 4, 9", y.to_vector(),
             wanted.to_vector())
      .if_equal(normalized(x, {0}).to_vector(),
                "the batch was normalised by its own statistics: in evaluation an answer must not "
                "depend on "
                "which others are asked")
      .if_equal(((x - mean) / (var + 1e-5)).to_vector(),
                "divided by the variance, not by its root");
  expect_all("the running means after evaluation", mean.to_vector(), Numbers{5, 6})
      .if_true(mean.to_vector()[0] != 5,
               "evaluation moved the running statistics: test data leaks into the network");
  expect_all("the running variances after evaluation", var.to_vector(), Numbers{4, 9});
  expect_all("with weight and bias", batch_norm(x, mean, var, weight, bias, false).to_vector(),
             (wanted * weight + bias).to_vector());
  EXPECT_EQ(batch_norm(slice(x, 0, 0, 1), mean, var).shape(), Shape({1, 2}))
      << "one sample is enough";
}

TEST(BatchNorm, LikePyTorchStepAfterStep) {
  const Golden golden(GRADUS_TEST_DATA "/normalization.json");
  for (const std::string& name : golden.keys("/batch_norm")) {
    const std::string at = "/batch_norm/" + name;
    const Shape shape = shape_of(golden, at + "/shape");
    const bool other = name == "other settings", affine = name != "no affine";
    BatchNorm1d layer(shape[1],
                      {.eps = other ? 0.1 : 1e-5, .momentum = other ? 0.3 : 0.1, .affine = affine});
    layer.to(float64);
    if (affine)
      layer.load_state_dict({{"weight", shaped(golden, at + "/weight", {shape[1]})},
                             {"bias", shaped(golden, at + "/bias", {shape[1]})},
                             {"running_mean", layer.running_mean},
                             {"running_var", layer.running_var},
                             {"num_batches_tracked", layer.num_batches_tracked}});
    for (int step = 0; step < 5; ++step) {
      const std::string here = at + "/steps/" + std::to_string(step),
                        what = " of step " + std::to_string(step) + ", " + name;
      layer.train(step < 4);
      layer.zero_grad();
      const Tensor x = shaped(golden, here + "/x", shape).requires_grad(true);
      const Tensor y = layer(x);
      gradus::backward(y, shaped(golden, here + "/upstream", shape));
      expect_all("y" + what, y.to_vector(), golden.numbers(here + "/y"), 1e-11);
      expect_all("dL/dx" + what, x.grad().to_vector(), golden.numbers(here + "/dx"), 1e-11);
      if (affine) {
        expect_all("dL/dweight" + what, layer.weight->grad().to_vector(),
                   golden.numbers(here + "/dweight"), 1e-11);
        expect_all("dL/dbias" + what, layer.bias->grad().to_vector(),
                   golden.numbers(here + "/dbias"), 1e-11);
      }
      expect_all("the running means" + what, layer.running_mean.to_vector(),
                 golden.numbers(here + "/running_mean"), 1e-12);
      expect_all("the running variances" + what, layer.running_var.to_vector(),
                 golden.numbers(here + "/running_var"), 1e-12);
      expect("the number of batches" + what, layer.num_batches_tracked.item(),
             golden.number(here + "/num_batches_tracked"));
    }
  }
}

TEST(BatchNorm, AsModule) {
  BatchNorm1d layer(3);
  std::vector<std::string> names;
  for (const auto& [name, tensor] : layer.state_dict()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"bias", "num_batches_tracked", "running_mean",
                                             "running_var", "weight"}));
  EXPECT_EQ(layer.num_parameters(), 6);
  EXPECT_EQ(BatchNorm1d(3, {.affine = false}).num_parameters(), 0);
  const Tensor buffer = layer.running_mean;
  layer(random_tensor({4, 3}, "x", float32));
  EXPECT_TRUE(layer.running_mean.is(buffer)) << "the numbers move, the tensor stays";
  EXPECT_FALSE(layer.running_var.requires_grad()) << "running statistics are no part of the graph";
  EXPECT_EQ(layer.num_batches_tracked.item(), 1);
  layer.reset_parameters(1);
  expect_all("the running means after a reset", layer.running_mean.to_vector(), Numbers{0, 0, 0});
  EXPECT_EQ(layer.num_batches_tracked.item(), 0);
  Sequential model(Linear(5, 4), BatchNorm1d(4), LayerNorm({4}), Dropout(0.1));
  Sequential moved = std::move(model);
  EXPECT_EQ(moved(random_tensor({6, 5}, "x", float32)).shape(), Shape({6, 4}));
}

TEST(BatchNorm, WhatDoesNotFit) {
  BatchNorm1d layer(3);
  EXPECT_EQ(message([&] {
              layer(gradus::zeros({4, 5}));
            }),
            "batch_norm: needs [N, 3] or [N, 3, ...], not [4, 5]");
  EXPECT_EQ(message([&] { layer(gradus::zeros({4})); }),
            "BatchNorm1d: needs 2 to 3 axes, [N, C, ...], not [4]");
  EXPECT_EQ(message([&] {
              layer(gradus::zeros({4, 3, 2, 2}));
            }),
            "BatchNorm1d: needs 2 to 3 axes, [N, C, ...], not [4, 3, 2, 2]");
  EXPECT_EQ(message([&] {
              layer(gradus::zeros({1, 3}));
            }),
            "batch_norm: each channel of [1, 3] has 1 values, whose variance says nothing; train "
            "on larger batches, or "
            "call eval()");
  EXPECT_EQ(
      message([&] {
        batch_norm(gradus::zeros({2, 3}), gradus::zeros({3}), gradus::ones({3}), gradus::ones({2}));
      }),
      "batch_norm: weight, bias and running statistics are [3], not [2]");
  EXPECT_EQ(layer.num_batches_tracked.item(), 0) << "a batch that does not fit counts as none";
}

TEST(LayerNorm, WhichAxes) {
  const Tensor x = random_tensor({2, 3, 4}, "x");
  expect_all("layer_norm of [2, 3, 4] over [3, 4]", layer_norm(x, {3, 4}).to_vector(),
             normalized(x, {1, 2}).to_vector())
      .if_equal(normalized(x, {2}).to_vector(),
                "only the last axis was normalised, not the last two")
      .if_equal(normalized(x, {0, 1, 2}).to_vector(),
                "the samples of a batch were mixed: everything was normalised together")
      .if_equal(normalized(x, {0}).to_vector(),
                "that is batch normalisation; each sample counts for itself")
      .if_equal(normalized(x, {0, 1}).to_vector(), "these are the first two axes");
  expect_all("layer_norm of [2, 3, 4] over [4]", layer_norm(x, {4}).to_vector(),
             normalized(x, {2}).to_vector());
  const Tensor weight = random_tensor({3, 4}, "w"), bias = random_tensor({3, 4}, "b");
  expect_all("with weight and bias", layer_norm(x, {3, 4}, weight, bias).to_vector(),
             (normalized(x, {1, 2}) * weight + bias).to_vector());
}

TEST(LayerNorm, LikePyTorch) {
  const Golden golden(GRADUS_TEST_DATA "/normalization.json");
  for (const std::string& name : golden.keys("/layer_norm")) {
    const std::string at = "/layer_norm/" + name;
    const Shape shape = shape_of(golden, at + "/shape"),
                last = shape_of(golden, at + "/normalized");
    const bool affine = name != "no affine";
    LayerNorm layer(last, {.eps = name == "two axes" ? 0.1 : 1e-5, .elementwise_affine = affine});
    layer.to(float64);
    if (affine)
      layer.load_state_dict({{"weight", shaped(golden, at + "/weight", last)},
                             {"bias", shaped(golden, at + "/bias", last)}});
    const Tensor x = shaped(golden, at + "/x", shape).requires_grad(true);
    const Tensor y = layer(x);
    gradus::backward(y, shaped(golden, at + "/upstream", shape));
    expect_all("y, " + name, y.to_vector(), golden.numbers(at + "/y"), 1e-11);
    expect_all("dL/dx, " + name, x.grad().to_vector(), golden.numbers(at + "/dx"), 1e-11);
    if (!affine) continue;
    expect_all("dL/dweight, " + name, layer.weight->grad().to_vector(),
               golden.numbers(at + "/dweight"), 1e-11);
    expect_all("dL/dbias, " + name, layer.bias->grad().to_vector(), golden.numbers(at + "/dbias"),
               1e-11);
  }
}

TEST(LayerNorm, AsModuleAndWhatDoesNotFit) {
  LayerNorm layer({3, 4});
  EXPECT_EQ(layer.num_parameters(), 24);
  EXPECT_EQ(LayerNorm({3, 4}, {.elementwise_affine = false}).num_parameters(), 0);
  layer.train(false);
  const Tensor x = random_tensor({2, 3, 4}, "x", float32);
  const Numbers evaluated = layer(x).to_vector();
  layer.train();
  EXPECT_EQ(layer(x).to_vector(), evaluated) << "training and evaluation are the same here";
  EXPECT_EQ(message([&] {
              layer(gradus::zeros({4, 3}));
            }),
            "layer_norm: the last sizes of [4, 3] are not [3, 4]");
  EXPECT_EQ(message([&] { layer(gradus::zeros({4})); }),
            "layer_norm: the last sizes of [4] are not [3, 4]");
  EXPECT_EQ(message([&] { layer_norm(gradus::zeros({4}), Shape()); }),
            "layer_norm: the last sizes of [4] are not []");
  EXPECT_EQ(message([&] {
              layer_norm(gradus::zeros({2, 4}), {4}, gradus::ones({2}));
            }),
            "layer_norm: weight and bias are [4], not [2]");
}
