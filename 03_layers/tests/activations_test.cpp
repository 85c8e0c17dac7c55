#include <gradus/common/error.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/sequential.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Shape;
using gradus::Tensor;
using gradus::nn::Flatten;
using gradus::nn::Linear;
using gradus::nn::Module;
using gradus::nn::ReLU;
using gradus::nn::Sequential;
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
