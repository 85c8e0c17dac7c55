#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/more_activations.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/softmax.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "support.h"

using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::nn::Flatten;
using gradus::nn::leaky_relu;
using gradus::nn::Linear;
using gradus::nn::log_softmax;
using gradus::nn::Module;
using gradus::nn::ReLU;
using gradus::nn::Sequential;
using gradus::nn::softmax;
using gradus::testing::expect_all;
using gradus::testing::numbered;
using gradus::testing::numeric_gradient;
using gradus::testing::random_tensor;

namespace {

struct AddOne : Module {
  Tensor forward(const Tensor& x) override { return x + 1.0; }
};
struct Double : Module {
  Tensor forward(const Tensor& x) override { return x * 2.0; }
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const std::string kVariants[] = {"fused", "naive"};

// Calls check(variant) while softmax and log_softmax run in it.
void for_each_variant(auto check) {
  for (const std::string& variant : kVariants) {
    const gradus::UseVariant one(gradus::ops::softmax, variant),
        other(gradus::ops::log_softmax, variant);
    check("variant " + variant + ", ");
  }
}

bool any_nan(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double x) { return std::isnan(x); });
}

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<double> sizes(const Tensor& x) { return {x.shape().begin(), x.shape().end()}; }

}  // namespace

TEST(Activations, ReluAsModule) {
  ReLU relu;
  expect_all("ReLU of -2, 0, 3", relu(Tensor::of({-2, 0, 3}, {3})).to_vector(),
             std::vector<double>{0, 0, 3});
}

TEST(Activations, FlattenKeepsTheBatch) {
  Flatten flatten;
  const Tensor images = random_tensor({5, 1, 4, 3}, "images");
  expect_all("the shape of [5, 1, 4, 3] after Flatten", sizes(flatten(images)),
             std::vector<double>{5, 12})
      .if_equal({60}, "the samples of a batch stay apart: keep the first axis")
      .if_equal({5, 1, 12}, "all axes but the first are joined, not only the last two")
      .if_equal({1, 60}, "there are 5 samples, not 1")
      .if_equal({12, 5}, "the batch is the first axis");
  expect_all("the numbers of sample 2", select(flatten(images), 0, 2).to_vector(),
             select(images, 0, 2).to_vector());
  expect_all("the shape of [7, 3]", sizes(flatten(random_tensor({7, 3}, "x"))),
             std::vector<double>{7, 3});
}

TEST(Activations, SequentialAppliesOneAfterTheOther) {
  Sequential model{AddOne(), Double(), AddOne(), Double()};
  const Tensor x = Tensor::of({0, 1, 5}, {3});
  expect_all("((x + 1) 2 + 1) 2 of 0, 1, 5", model(x).to_vector(), std::vector<double>{6, 10, 26})
      .if_equal({3, 7, 23}, "the modules run in the wrong order: the first one comes first")
      .if_equal({0, 2, 10},
                "every module got the input of the whole; it gets what the one before it gave")
      .if_equal({0, 1, 5}, "the input came out unchanged: no module ran")
      .if_equal({2, 4, 12}, "the chain stopped before its end: are all modules applied?")
      .if_equal({3, 5, 13}, "the last module was left out");
  Sequential two{Double(), AddOne()};
  expect_all("2 x + 1 of 0, 1, 5", two(x).to_vector(), std::vector<double>{1, 3, 11})
      .if_equal({2, 4, 12}, "the modules run in the wrong order: the first one comes first");
  Sequential none;
  expect_all("an empty Sequential of 0, 1, 5", none(x).to_vector(), std::vector<double>{0, 1, 5});
}

TEST(Activations, SequentialNamesAndTrainsItsParts) {
  Sequential model(Flatten(), Linear(6, 4), ReLU(), Linear(4, 3));
  std::vector<std::string> names;
  for (const auto& parameter : model.named_parameters()) names.push_back(parameter.name);
  EXPECT_EQ(names, (std::vector<std::string>{"1.weight", "1.bias", "3.weight", "3.bias"}));
  Sequential moved = std::move(model);
  EXPECT_EQ(to_string(moved(random_tensor({2, 3, 2}, "x", gradus::float32)).shape()), "[2, 3]");
}

TEST(Activations, GradientThroughANetwork) {
  Sequential model(Flatten(), Linear(6, 4), ReLU(), Linear(4, 3));
  model.reset_parameters(1);
  model.to(gradus::float64);
  for (int sample = 0; sample < 20; ++sample) {
    const Tensor x = random_tensor({2, 3, 2}, numbered("x", sample));
    const Tensor upstream = random_tensor({2, 3}, numbered("g", sample));
    model.zero_grad();
    gradus::backward(model(x), upstream);
    for (const auto& parameter : model.named_parameters()) {
      const auto f = [&] { return model(x); };
      expect_all("the gradient of " + parameter.name, parameter.tensor.grad().to_vector(),
                 numeric_gradient(f, parameter.tensor, upstream), 1e-6);
    }
  }
}

TEST(Activations, SoftmaxByHand) {
  const Tensor scores = Tensor::of({0, std::log(2), std::log(5)}, {3}, gradus::float64);
  for_each_variant([&](const std::string& variant) {
    expect_all(variant + "the softmax of (0, log 2, log 5)", softmax(scores).to_vector(),
               std::vector<double>{1.0 / 8, 2.0 / 8, 5.0 / 8})
        .if_equal({1, 2, 5}, "the exponentials are right; divide them by their sum")
        .if_equal({1.0 / 5, 2.0 / 5, 1}, "the exponentials are right; divide them by their sum")
        .if_equal(
            {0, std::log(2) / std::log(10), std::log(5) / std::log(10)},
            "those are parts of the sum of the scores themselves; e^x makes them positive first")
        .if_equal({1.0 / 3, 1.0 / 3, 1.0 / 3}, "divided by how many there are")
        .if_equal({1.0 / 24, 2.0 / 24, 5.0 / 24}, "divided by how many there are, too");
    expect_all(variant + "their log_softmax", log_softmax(scores).to_vector(),
               std::vector<double>{std::log(1.0 / 8), std::log(2.0 / 8), std::log(5.0 / 8)})
        .if_equal({1.0 / 8, 2.0 / 8, 5.0 / 8}, "that is softmax; its logarithm is asked for")
        .if_equal({std::log(5.0 / 8), std::log(10.0 / 8), std::log(25.0 / 8)},
                  "the largest score was subtracted in the sum, but not from x[c]: both or none");
  });
}

TEST(Activations, LargeScores) {
  for (const gradus::DType dtype : {gradus::float64, gradus::float32}) {
    const Tensor scores = Tensor::of({1000, 1001}, {2}, dtype);
    const Tensor far = Tensor::of({0, 1000}, {2}, dtype);
    const double e = std::exp(1);
    for_each_variant([&](const std::string& variant) {
      const std::string what = variant + info(dtype).name;
      const std::vector<double> probabilities = softmax(scores).to_vector();
      expect_all(what + ": the softmax of (1000, 1001)", probabilities,
                 std::vector<double>{1 / (1 + e), e / (1 + e)}, 1e-6)
          .if_true(any_nan(probabilities),
                   "e^1000 is infinite, and infinity / infinity is no number: subtract the largest "
                   "score first");
      const std::vector<double> logs = log_softmax(far).to_vector();
      expect_all(what + ": the log_softmax of (0, 1000)", logs, std::vector<double>{-1000, 0})
          .if_true(logs[0] == -kInfinity && logs[1] == 0,
                   "the probability of the first rounded to 0, which has no logarithm: take the "
                   "logarithm of the sum alone")
          .if_true(logs[0] == -kInfinity && logs[1] == -kInfinity,
                   "the sum of the exponentials overflowed, so its logarithm is infinite: subtract "
                   "the largest score first");
      const Tensor small = Tensor::of({-1000, -1000}, {2}, dtype);
      expect_all(what + ": the softmax of (-1000, -1000)", softmax(small).to_vector(),
                 std::vector<double>{0.5, 0.5});
      expect_all(what + ": their log_softmax", log_softmax(small).to_vector(),
                 std::vector<double>{-std::log(2), -std::log(2)}, 1e-6);
    });
  }
}

TEST(Activations, InfiniteScoresAndNan) {
  for_each_variant([&](const std::string& variant) {
    const double nan = std::nan("");
    const Tensor scores =
        Tensor::of({0, -kInfinity, 0, nan, 0, 1, -kInfinity, -kInfinity, -kInfinity}, {3, 3});
    const std::vector<double> y = softmax(scores).to_vector();
    expect_all(variant + "a score of -infinity", std::vector<double>(y.begin(), y.begin() + 3),
               std::vector<double>{0.5, 0, 0.5});
    for (std::size_t i = 3; i < 9; ++i)
      EXPECT_TRUE(std::isnan(y[i])) << variant << "a row with NaN, or with nothing but -infinity";
    const std::vector<double> logs = log_softmax(scores).to_vector();
    expect_all(variant + "its logarithm", std::vector<double>(logs.begin(), logs.begin() + 3),
               std::vector<double>{-std::log(2), -kInfinity, -std::log(2)}, 1e-6);
    for (std::size_t i = 3; i < 9; ++i) EXPECT_TRUE(std::isnan(logs[i])) << variant << i;
    EXPECT_TRUE(any_nan(softmax(Tensor::of({0, kInfinity}, {2})).to_vector())) << variant;
  });
}

TEST(Activations, SoftmaxAlongAnyAxis) {
  const Shape shapes[] = {{5}, {4, 3}, {3, 1}, {2, 3, 4}, {2, 2, 70, 3}, {3, 100}, {2, 1, 2, 3, 2}};
  for (const Shape& shape : shapes) {
    for (Index axis = -shape.rank(); axis < shape.rank(); ++axis) {
      const Tensor x = random_tensor(shape, "scores");
      const Tensor e = exp(x), wanted = e / sum(e, {axis}, true);
      for_each_variant([&](const std::string& variant) {
        const std::string what =
            variant + to_string(shape) + ", axis " + std::to_string(axis) + ": ";
        expect_all(what + "softmax", softmax(x, axis).to_vector(), wanted.to_vector(), 1e-12);
        expect_all(what + "log_softmax", log_softmax(x, axis).to_vector(), log(wanted).to_vector(),
                   1e-12);
        const Tensor small = to(x, gradus::float32);
        EXPECT_EQ(softmax(small, axis).dtype(), gradus::float32);
        expect_all(what + "softmax in float32", softmax(small, axis).to_vector(),
                   wanted.to_vector(), 1e-6);
        expect_all(what + "log_softmax in float32", log_softmax(small, axis).to_vector(),
                   log(wanted).to_vector(), 2e-6);
      });
    }
  }
}

TEST(Activations, SoftmaxOfViewsAndOfNothing) {
  const Tensor wide = random_tensor({40, 6}, "wide");
  const Tensor views[] = {t(wide), slice(wide, 0, 1, 40, 3), slice(t(wide), 1, 3, 39, 2),
                          expand(slice(wide, 0, 0, 1), {4, 6}), unsqueeze(select(wide, 1, 2), 0)};
  for (const Tensor& view : views) {
    for (Index axis : {0, 1}) {
      for_each_variant([&](const std::string& variant) {
        expect_all(variant + "softmax of a view " + to_string(view.shape()),
                   softmax(view, axis).to_vector(), softmax(clone(view), axis).to_vector());
        expect_all(variant + "log_softmax of a view " + to_string(view.shape()),
                   log_softmax(view, axis).to_vector(), log_softmax(clone(view), axis).to_vector());
      });
    }
  }
  EXPECT_EQ(softmax(t(wide)).array().strides(), t(wide).array().strides()) << "the order is kept";
  for (Index axis : {0, 1, 2}) {
    EXPECT_EQ(softmax(gradus::zeros({2, 0, 3}), axis).shape(), Shape({2, 0, 3}));
    EXPECT_EQ(log_softmax(gradus::zeros({2, 0, 3}), axis).shape(), Shape({2, 0, 3}));
  }
  EXPECT_EQ(message([] {
              softmax(gradus::zeros({2, 3}), 2);
            }),
            "softmax: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([] { log_softmax(gradus::zeros({}), -1); }),
            "log_softmax: there is no axis -1 in a tensor of rank 0; a single number has no axes");
}

TEST(Activations, SoftmaxIntoItsOwnMemoryAndOnAnyNumberOfThreads) {
  const Tensor x = random_tensor({300, 700}, "scores", gradus::float32);
  for (gradus::Operation* op : {&gradus::ops::softmax, &gradus::ops::log_softmax}) {
    const int before = gradus::num_threads();
    gradus::set_num_threads(1);
    const Tensor wanted(run(*op, {&x.array()}, gradus::SoftmaxAttributes{1}));
    gradus::set_num_threads(3);
    EXPECT_EQ(Tensor(run(*op, {&x.array()}, gradus::SoftmaxAttributes{1})).to_vector(),
              wanted.to_vector());
    gradus::set_num_threads(before);
    const Tensor own = clone(x);
    run_into(*op, {&own.array()}, {&own.array()}, gradus::SoftmaxAttributes{1});
    EXPECT_EQ(own.to_vector(), wanted.to_vector()) << op->name();
  }
}

TEST(Activations, GradientOfSoftmax) {
  for (int sample = 0; sample < 20; ++sample) {
    const Shape shape{2, 3, 4};
    const Index axis = sample % 3;
    const Tensor x = random_tensor(shape, numbered("x", sample)).requires_grad(true),
                 g = random_tensor(shape, numbered("g", sample));
    const Tensor y = softmax(x, axis).detach();
    const std::string along = " along axis " + std::to_string(axis) + " of [2, 3, 4]";
    const auto f = [&] { return softmax(x, axis); };
    expect_all("dL/dx of softmax" + along, gradus::grad(f(), {x}, g)[0].to_vector(),
               numeric_gradient(f, x, g), 1e-6)
        .if_equal((y * (1.0 - y) * g).to_vector(),
                  "each number was treated alone, as by sigmoid; but a score that grows also takes "
                  "from all others")
        .if_equal((y * g).to_vector(),
                  "the part that a growing score takes from the others is missing")
        .if_equal((y * (g - sum(g, {axis}, true))).to_vector(),
                  "in the sum each upstream gradient counts as much as its own probability")
        .if_equal((y * (g - sum(g * y))).to_vector(),
                  "summed over everything; only numbers along the axis belong together")
        .if_equal(
            (g - sum(g * y, {axis}, true)).to_vector(),
            "dy_c/dx_j has the factor y_j, which the whole gradient is still to be multiplied by");
    const auto log_f = [&] { return log_softmax(x, axis); };
    expect_all("dL/dx of log_softmax" + along, gradus::grad(log_f(), {x}, g)[0].to_vector(),
               numeric_gradient(log_f, x, g), 1e-6);
  }
}

TEST(Activations, GradientOfTheGradientOfSoftmax) {
  const Tensor x = random_tensor({3, 4}, "x").requires_grad(true), g = random_tensor({3, 4}, "g"),
               v = random_tensor({3, 4}, "v");
  const auto check = [&](const std::string& what, auto f) {
    const auto first = [&] {
      const gradus::GradMode on(true);
      return gradus::grad(f(), {x}, g, {.create_graph = true})[0];
    };
    expect_all("d(v . dL/dx)/dx of " + what, gradus::grad(first(), {x}, v)[0].to_vector(),
               numeric_gradient([&] { return first().detach(); }, x, v), 1e-6);
  };
  check("softmax", [&] { return softmax(x); });
  check("log_softmax", [&] { return log_softmax(x); });
}

TEST(Activations, LikePyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/activations.json");
  const Tensor upstream = Tensor::of(golden.numbers("/upstream"), {3, 4}, gradus::float64);
  const auto check = [&](const std::string& name, auto module) {
    const Tensor x = Tensor::of(golden.numbers("/x"), {3, 4}, gradus::float64).requires_grad(true);
    const Tensor y = module(x);
    expect_all(name, y.to_vector(), golden.numbers("/" + name + "/y"), 1e-12);
    gradus::backward(y, upstream);
    expect_all("dL/dx of " + name, x.grad().to_vector(), golden.numbers("/" + name + "/dx"), 1e-12);
    const Tensor small = to(x.detach(), gradus::float32);
    expect_all(name + " in float32", module(small).to_vector(), golden.numbers("/" + name + "/y"),
               2e-6);
    EXPECT_EQ(module(small).dtype(), gradus::float32);
  };
  check("relu", ReLU());
  check("leaky_relu", gradus::nn::LeakyReLU());
  check("leaky_relu 0.3", gradus::nn::LeakyReLU(0.3));
  check("gelu", gradus::nn::GELU());
  check("gelu tanh", gradus::nn::GELU("tanh"));
  check("sigmoid", gradus::nn::Sigmoid());
  check("tanh", gradus::nn::Tanh());
  check("softmax 0", gradus::nn::Softmax(0));
  check("softmax -1", gradus::nn::Softmax());
  check("log_softmax 0", gradus::nn::LogSoftmax(0));
  check("log_softmax -1", gradus::nn::LogSoftmax());
}

TEST(Activations, LeakyReluAndGelu) {
  const double nan = std::nan("");
  const Tensor x = Tensor::of({-kInfinity, -2, 0, 3, kInfinity, nan}, {6}, gradus::float64);
  expect_all("leaky_relu, slope 0.1", leaky_relu(slice(x, 0, 0, 5), 0.1).to_vector(),
             std::vector<double>{-kInfinity, -0.2, 0, 3, kInfinity});
  EXPECT_TRUE(std::isnan(leaky_relu(x).to_vector()[5]));
  EXPECT_EQ(message([] { gradus::nn::GELU("erf"); }),
            "GELU: approximate is \"none\" or \"tanh\", not \"erf\"");
  for (int sample = 0; sample < 20; ++sample) {
    const Tensor in = random_tensor({2, 3}, numbered("in", sample)).requires_grad(true),
                 g = random_tensor({2, 3}, numbered("g", sample));
    const auto f = [&] { return leaky_relu(in, 0.2) + gelu(in); };
    expect_all("dL/dx of leaky_relu and gelu", gradus::grad(f(), {in}, g)[0].to_vector(),
               numeric_gradient(f, in, g), 1e-6);
  }
}
