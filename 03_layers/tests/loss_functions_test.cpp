// The losses beside cross-entropy, and their settings.
#include <gradus/common/error.h>
#include <gradus/layers/losses.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "support.h"

using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::binary_cross_entropy_with_logits;
using gradus::nn::cross_entropy;
using gradus::nn::huber_loss;
using gradus::nn::multi_margin_loss;
using gradus::nn::nll_loss;
using gradus::nn::Reduction;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::numbered;
using gradus::testing::numeric_gradient;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
using Numbers = std::vector<double>;
namespace nn = gradus::nn;

namespace {

constexpr double kInfinity = HUGE_VAL;

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Tensor row(const Numbers& values, DType dtype = float64) {
  return Tensor::of(values, {static_cast<Index>(values.size())}, dtype);
}
Tensor labels(const Numbers& values) { return row(values, int64); }

// A loss of some numbers and its settings, by reduction.
using Function = std::function<Tensor(const Tensor&, Reduction)>;

std::map<std::string, Function> all_losses(const Golden& golden, DType dtype) {
  const Tensor numbers = Tensor::of(golden.numbers("/numbers"), {4, 3}, dtype),
               questions = Tensor::of(golden.numbers("/questions"), {4, 3}, dtype),
               right = labels({2, 0, 1, 2}), some_ignored = labels({2, -100, 1, -100}),
               weight = row({0.5, 2, 1.5}, dtype);
  return {
      {"mse", [=](const Tensor& x, Reduction r) { return nn::MSELoss(r)(x, numbers); }},
      {"l1", [=](const Tensor& x, Reduction r) { return nn::L1Loss(r)(x, numbers); }},
      {"huber",
       [=](const Tensor& x, Reduction r) { return nn::HuberLoss({.reduction = r})(x, numbers); }},
      {"huber delta 0.5",
       [=](const Tensor& x, Reduction r) {
         return nn::HuberLoss({.delta = 0.5, .reduction = r})(x, numbers);
       }},
      {"nll",
       [=](const Tensor& x, Reduction r) { return nn::NLLLoss({.reduction = r})(x, right); }},
      {"nll weight",
       [=](const Tensor& x, Reduction r) {
         return nn::NLLLoss({.weight = weight, .reduction = r})(x, right);
       }},
      {"nll ignored",
       [=](const Tensor& x, Reduction r) {
         return nn::NLLLoss({.weight = weight, .reduction = r})(x, some_ignored);
       }},
      {"cross_entropy",
       [=](const Tensor& x, Reduction r) {
         return nn::CrossEntropyLoss({.reduction = r})(x, right);
       }},
      {"cross_entropy ignored",
       [=](const Tensor& x, Reduction r) {
         return nn::CrossEntropyLoss({.reduction = r})(x, some_ignored);
       }},
      {"cross_entropy weight",
       [=](const Tensor& x, Reduction r) {
         return nn::CrossEntropyLoss({.weight = weight, .reduction = r})(x, right);
       }},
      {"cross_entropy smoothing",
       [=](const Tensor& x, Reduction r) {
         return nn::CrossEntropyLoss({.reduction = r, .label_smoothing = 0.2})(x, right);
       }},
      {"cross_entropy all",
       [=](const Tensor& x, Reduction r) {
         return nn::CrossEntropyLoss({.weight = weight, .reduction = r, .label_smoothing = 0.3})(
             x, some_ignored);
       }},
      {"bce", [=](const Tensor& x,
                  Reduction r) { return nn::BCEWithLogitsLoss({.reduction = r})(x, questions); }},
      {"bce weights",
       [=](const Tensor& x, Reduction r) {
         return nn::BCEWithLogitsLoss(
             {.weight = abs(numbers), .pos_weight = weight, .reduction = r})(x, questions);
       }},
      {"multi_margin",
       [=](const Tensor& x, Reduction r) {
         return nn::MultiMarginLoss({.reduction = r})(x, right);
       }},
      {"multi_margin p 2",
       [=](const Tensor& x, Reduction r) {
         return nn::MultiMarginLoss({.p = 2, .margin = 0.7, .weight = weight, .reduction = r})(
             x, right);
       }},
  };
}

// What follows tells nothing new when these are wrong.
bool bce_is_right() {
  for (double z : {-1000.0, -3.0, 0.0, 2.0, 1000.0}) {
    const double wanted = z > 0 ? std::log1p(std::exp(-z)) : std::log1p(std::exp(z)) - z;
    const double yes = binary_cross_entropy_with_logits(row({z}), row({1})).item();
    const double no = binary_cross_entropy_with_logits(row({z}), row({0})).item();
    if (!gradus::testing::close(yes, wanted, 1e-9) || !gradus::testing::close(no, z + wanted, 1e-9))
      return false;
  }
  return true;
}
bool huber_is_right() {
  return gradus::testing::close(huber_loss(row({1}), row({0}), {.delta = 2}).item(), 0.5, 1e-9) &&
         gradus::testing::close(huber_loss(row({5}), row({0}), {.delta = 2}).item(), 8, 1e-9);
}
bool multi_margin_is_right() {
  const Tensor scores = Tensor::of({1, 2, 0.5}, {1, 3}, float64);
  return gradus::testing::close(multi_margin_loss(scores, labels({0})).item(), 2.5 / 3, 1e-9) &&
         gradus::testing::close(multi_margin_loss(scores, labels({0}), {.p = 2}).item(), 4.25 / 3,
                                1e-9);
}
bool cross_entropy_is_right() {
  return gradus::testing::close(
      cross_entropy(Tensor::of({1000, 0}, {1, 2}, float64), labels({1})).item(), 1000, 1e-9);
}

}  // namespace

TEST(Losses, Huber) {
  const Tensor x = row({1, -1.5, 5, -4}), zero = gradus::zeros({4}, float64);
  expect_all("huber_loss of distances 1, 1.5, 5, 4 with delta 2",
             huber_loss(x, zero, {.delta = 2, .reduction = Reduction::none}).to_vector(),
             Numbers{0.5, 1.125, 8, 6})
      .if_equal({1, 2.25, 8, 6},
                "the parabola is d^2 / 2, so that its slope at delta is that of the line")
      .if_equal({0.5, 1.125, 10, 8},
                "the line does not begin where the parabola ends: there is a step at delta")
      .if_equal({0.5, 1.125, 4, 3}, "the line's slope is delta, that of the parabola where it ends")
      .if_equal({0, 1, 12.5, 8}, "the two branches are exchanged")
      .if_equal({0.5, 1.125, 12.5, 8}, "the parabola goes on beyond delta");
  EXPECT_EQ(message([&] { huber_loss(x, zero, {.delta = 0}); }),
            "huber_loss: delta must be positive, not 0");
}

TEST(Losses, BinaryCrossEntropyOfLargeLogits) {
  for (const DType dtype : {float64, float32}) {
    const auto loss = [&](double z, double target) {
      return binary_cross_entropy_with_logits(row({z}, dtype), row({target}, dtype)).item();
    };
    const std::string in = std::string(" in ") + info(dtype).name;
    expect("the loss of logit 0 where the answer is yes" + in, loss(0, 1), std::log(2), 1e-6);
    expect("the loss of logit 2 where the answer is yes" + in, loss(2, 1), std::log1p(std::exp(-2)),
           1e-6)
        .if_true(gradus::testing::close(loss(2, 1), 2 + std::log1p(std::exp(-2)), 1e-6),
                 "`yes` and `no` are exchanged: a large logit says yes")
        .if_true(gradus::testing::close(loss(2, 1), -std::log1p(std::exp(-2)), 1e-6),
                 "a loss falls as the right answer becomes more likely: the sign is wrong");
    expect("the loss of logit -1000 where the answer is yes" + in, loss(-1000, 1), 1000, 1e-6)
        .if_true(!std::isfinite(loss(-1000, 1)) && std::isfinite(loss(1000, 0)),
                 "e^1000 is infinite: no exponent may be positive")
        .if_true(!std::isfinite(loss(-1000, 1)) && !std::isfinite(loss(1000, 0)),
                 "sigmoid rounded to 0 or 1, and a logarithm of 0 was taken: never form the "
                 "probability");
    expect("the loss of logit 1000 where the answer is no" + in, loss(1000, 0), 1000, 1e-6);
    expect("the loss of logit 1000 where the answer is yes" + in, loss(1000, 1), 0)
        .if_true(std::isnan(loss(1000, 1)), "an infinite loss was multiplied by 0");
    expect("the loss of logit -1000 where the answer is no" + in, loss(-1000, 0), 0);
  }
  if (!bce_is_right()) return;
  const Tensor x = row({-3}, float32);
  expect("the loss of logit -3 where the answer is no, in float32, in parts of itself",
         binary_cross_entropy_with_logits(x, row({0}, float32)).item() / std::log1p(std::exp(-3)),
         1, 2e-6);
}

TEST(Losses, GradientOfBinaryCrossEntropyAtZero) {
  if (!bce_is_right()) return;
  const Tensor z = row({0, 0, -700, 700}).requires_grad(true), t = row({0, 1, 1, 0});
  gradus::backward(binary_cross_entropy_with_logits(z, t, {.reduction = Reduction::sum}));
  expect_all("dL/dz at 0, 0, -700, 700", z.grad().to_vector(), Numbers{0.5, -0.5, -1, 1});
}

TEST(Losses, MultiMargin) {
  const Tensor scores = Tensor::of({1, 2, 0.5}, {1, 3}, float64), right = labels({0});
  // max(0, 1 - 1 + 2) + max(0, 1 - 1 + 0.5) = 2.5, divided by 3 classes.
  expect("multi_margin_loss of the scores (1, 2, 0.5) with label 0",
         multi_margin_loss(scores, right).item(), 2.5 / 3)
      .if_equal(3.5 / 3, "the right class is in the sum, too, with max(0, margin): take that away")
      .if_equal(2.5 / 2, "PyTorch divides by all classes, the right one included")
      .if_equal(2.5, "divide by the number of classes")
      .if_equal(1.5 / 3,
                "the sign of the differences is wrong: what exceeds the right score costs");
  expect("the same with p = 2", multi_margin_loss(scores, right, {.p = 2}).item(), 4.25 / 3)
      .if_equal(5.25 / 3, "the right class is in the sum, too, with max(0, margin): take that away")
      .if_equal(2.5 / 3, "p makes no difference; it is the power of each term")
      .if_equal(6.25 / 3, "each term is squared, not their sum");
  if (!multi_margin_is_right()) return;
  expect("margin 3, p = 2", multi_margin_loss(scores, right, {.p = 2, .margin = 3}).item(),
         (16 + 6.25) / 3);
  EXPECT_EQ(message([&] { multi_margin_loss(scores, right, {.p = 3}); }),
            "multi_margin_loss: p is 1 or 2, not 3");
}

TEST(Losses, Hinge) {
  const Tensor scores = row({2, 0.25, -1, 1}), targets = row({1, 1, 1, -1});
  expect_all("hinge_loss", nn::hinge_loss(scores, targets, Reduction::none).to_vector(),
             Numbers{0, 0.75, 2, 2});
  expect("its mean", nn::HingeLoss()(scores, targets).item(), 4.75 / 4);
  expect("its sum", nn::hinge_loss(scores, targets, Reduction::sum).item(), 4.75);
}

TEST(Losses, AllLikePyTorch) {
  if (!huber_is_right() || !bce_is_right() || !multi_margin_is_right() || !cross_entropy_is_right())
    return;
  const Golden golden(GRADUS_TEST_DATA "/loss_functions.json");
  const std::pair<std::string, Reduction> reductions[] = {
      {"mean", Reduction::mean}, {"sum", Reduction::sum}, {"none", Reduction::none}};
  for (const DType dtype : {float64, float32}) {
    const auto losses = all_losses(golden, dtype);
    ASSERT_EQ(losses.size(), golden.keys("/losses").size());
    const double tolerance = dtype == float64 ? 1e-11 : 3e-6;
    for (const auto& [name, loss] : losses) {
      for (const auto& [word, reduction] : reductions) {
        const std::string at = "/losses/" + name + "/" + word,
                          what = name + ", " + word + ", " + info(dtype).name;
        const Tensor x = Tensor::of(golden.numbers("/scores"), {4, 3}, dtype).requires_grad(true);
        const Tensor result = loss(x, reduction);
        EXPECT_EQ(result.dtype(), dtype) << what;
        expect_all(what, result.to_vector(), golden.numbers(at + "/loss"), tolerance);
        gradus::backward(result,
                         Tensor::of(golden.numbers(at + "/upstream"), result.shape(), dtype));
        expect_all("dL/dx of " + what, x.grad().to_vector(), golden.numbers(at + "/gradient"),
                   tolerance);
      }
    }
  }
}

TEST(Losses, AllGradientsAndTheirGradients) {
  if (!huber_is_right() || !bce_is_right() || !multi_margin_is_right() || !cross_entropy_is_right())
    return;
  const Golden golden(GRADUS_TEST_DATA "/loss_functions.json");
  for (const auto& [name, loss] : all_losses(golden, float64)) {
    for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
      for (int sample = 0; sample < 7; ++sample) {
        const Tensor x = random_tensor({4, 3}, numbered("x", sample)).requires_grad(true);
        const auto f = [&, loss = loss] { return loss(x, reduction); };
        const Shape shape = f().shape();
        const Tensor g = random_tensor(shape, numbered("g", sample)),
                     v = random_tensor({4, 3}, numbered("v", sample));
        expect_all("dL/dx of " + name, gradus::grad(f(), {x}, g)[0].to_vector(),
                   numeric_gradient(f, x, g), 1e-6);
        const auto first = [&] {
          const gradus::GradMode on(true);
          return gradus::grad(f(), {x}, g, {.create_graph = true})[0];
        };
        const Tensor once = first();
        const Tensor second = once.requires_grad() ? gradus::grad(once, {x}, v)[0] : Tensor();
        expect_all("d(v . dL/dx)/dx of " + name,
                   second.defined() ? second.to_vector() : Numbers(12, 0),
                   numeric_gradient([&] { return first().detach(); }, x, v), 1e-5);
      }
    }
  }
}

TEST(Losses, SamplesThatDoNotCount) {
  if (!cross_entropy_is_right()) return;
  const Tensor x = random_tensor({3, 2}, "x").requires_grad(true), two = slice(x.detach(), 0, 0, 2);
  expect("the mean over two of three samples", cross_entropy(x, labels({0, 1, -100})).item(),
         cross_entropy(two, labels({0, 1})).item());
  gradus::backward(cross_entropy(x, labels({0, 1, 7}), {.ignore_index = 7}));
  EXPECT_EQ(x.grad().to_vector()[4], 0);
  EXPECT_EQ(x.grad().to_vector()[5], 0);
  EXPECT_TRUE(std::isnan(cross_entropy(x, labels({-100, -100, -100})).item()))
      << "0 / 0, as in PyTorch";
  const Tensor hopeless = Tensor::of({-kInfinity, 0, 0, -1}, {2, 2}, float64);
  expect("an ignored sample of probability 0", nll_loss(hopeless, labels({-100, 1})).item(), 1);
}

TEST(Losses, ClassesWithALabelOutOfRange) {
  const Tensor scores = gradus::zeros({2, 3});
  const Tensor high = labels({0, 3}), low = labels({-1, 0}), floats = row({0, 1}),
               three = labels({0, 1, 2});
  EXPECT_EQ(message([&] { nll_loss(scores, high); }),
            "nll_loss: label 3 of sample 1 is not from 0 to 2");
  EXPECT_EQ(message([&] { multi_margin_loss(scores, low); }),
            "multi_margin_loss: label -1 of sample 0 is not from 0 to 2");
  EXPECT_EQ(message([&] { cross_entropy(scores, high, {.label_smoothing = 0.1}); }),
            "cross_entropy: label 3 of sample 1 is not from 0 to 2");
  EXPECT_EQ(message([&] {
              cross_entropy(scores, labels({0, -100}), {.ignore_index = 7});
            }),
            "cross_entropy: label -100 of sample 1 is not from 0 to 2");
  EXPECT_EQ(
      message([&] { nll_loss(scores, floats); }),
      "nll_loss: needs scores [N, C] and int64 labels [N], not [2, 3] float32 and [2] float64");
  EXPECT_EQ(message([&] { nll_loss(scores, three); }),
            "nll_loss: needs scores [N, C] and int64 labels [N], not [2, 3] float32 and [3] int64");
  EXPECT_EQ(message([&] {
              nll_loss(scores, labels({0, 1}), {.weight = row({1, 2}, float32)});
            }),
            "nll_loss: the weights of the classes are [3], not [2]");
  EXPECT_EQ(message([&] {
              cross_entropy(scores, labels({0, 1}), {.label_smoothing = 1.5});
            }),
            "cross_entropy: label_smoothing is from 0 to 1, not 1.5");
}

TEST(Losses, TargetsThatDoNotFit) {
  const Tensor column = gradus::zeros({4, 1}), plain = gradus::zeros({4}),
               wide = gradus::zeros({4}, float64);
  EXPECT_EQ(message([&] { nn::mse_loss(column, plain); }),
            "mse_loss: the shapes of input and target differ: [4, 1] and [4]; reshape one of them");
  EXPECT_EQ(message([&] { nn::l1_loss(plain, column); }),
            "l1_loss: the shapes of input and target differ: [4] and [4, 1]; reshape one of them");
  EXPECT_EQ(
      message([&] { huber_loss(column, plain); }),
      "huber_loss: the shapes of input and target differ: [4, 1] and [4]; reshape one of them");
  EXPECT_EQ(
      message([&] { nn::hinge_loss(column, plain); }),
      "hinge_loss: the shapes of input and target differ: [4, 1] and [4]; reshape one of them");
  EXPECT_EQ(message([&] { binary_cross_entropy_with_logits(plain, wide); }),
            "binary_cross_entropy_with_logits: the dtypes of input and target differ: float32 and "
            "float64; convert one "
            "with to(dtype)");
}

TEST(Losses, NothingAndASingleNumber) {
  const Tensor none = gradus::zeros({0, 3}), number = Tensor(2.0);
  EXPECT_TRUE(std::isnan(nn::mse_loss(none, none).item()));
  EXPECT_EQ(nn::mse_loss(none, none, Reduction::sum).item(), 0);
  EXPECT_EQ(nn::mse_loss(none, none, Reduction::none).shape(), Shape({0, 3}));
  EXPECT_EQ(nn::mse_loss(number, Tensor(5.0)).item(), 9);
  EXPECT_EQ(nll_loss(none, labels({}), {.reduction = Reduction::sum}).item(), 0);
}
