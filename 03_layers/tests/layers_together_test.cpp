// All layers in one network: that they train, that their state is complete, and that it survives a
// file.
#include <gradus/layers/activations.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/init.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/losses.h>
#include <gradus/layers/more_activations.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/safetensors.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/training.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Shape;
using gradus::Tensor;
using gradus::nn::Sequential;
using gradus::testing::expect_all;
using gradus::testing::numeric_gradient;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
namespace nn = gradus::nn;

namespace {

Sequential network(std::uint64_t seed) {
  Sequential model(nn::Flatten(), nn::Linear(12, 8), nn::BatchNorm1d(8), nn::GELU(),
                   nn::Dropout(0.25), nn::Linear(8, 8), nn::LayerNorm({8}), nn::LeakyReLU(),
                   nn::Linear(8, 6), nn::BatchNorm1d(6), nn::Tanh(), nn::Linear(6, 6),
                   nn::Sigmoid(), nn::Linear(6, 3), nn::LogSoftmax());
  model.reset_parameters(seed);
  return model;
}

Tensor inputs() { return random_tensor({16, 3, 4}, "inputs", gradus::float32); }
Tensor labels() { return random_labels(16, 3, "labels"); }

}  // namespace

TEST(LayersTogether, ParametersAndBuffersHaveNames) {
  Sequential model = network(1);
  std::vector<std::string> buffers;
  for (const auto& buffer : model.named_buffers()) buffers.push_back(buffer.name);
  EXPECT_EQ(buffers, (std::vector<std::string>{"2.running_mean", "2.running_var",
                                               "2.num_batches_tracked", "4.step", "9.running_mean",
                                               "9.running_var", "9.num_batches_tracked"}));
  EXPECT_EQ(model.parameters().size(), 16U);
  const auto state = model.state_dict();
  EXPECT_EQ(state.size(), 16U + 7U);
  EXPECT_TRUE(state.contains("2.num_batches_tracked"));
}

TEST(LayersTogether, TheyTrainAndResumeWithTheSameBits) {
  const auto steps = [](Sequential& model, gradus::optim::Optimizer& optimizer, int count) {
    nn::Trainer trainer(model, optimizer, nn::NLLLoss());
    std::vector<double> losses;
    for (int i = 0; i < count; ++i) losses.push_back(trainer.step(inputs(), labels()));
    return losses;
  };
  Sequential whole = network(1);
  gradus::optim::SGD optimizer(whole.parameters(), {.lr = 0.1, .momentum = 0.9});
  const std::vector<double> first = steps(whole, optimizer, 30);
  EXPECT_LT(first.back(), 0.8 * first.front());

  // A file, and another network of the same make.
  const nn::SafeTensors file = nn::parse_safetensors(
      nn::to_safetensors({.tensors = whole.state_dict(), .metadata = {}}), "file");
  Sequential resumed = network(2);
  resumed.load_state_dict(file.tensors);
  for (const auto& [name, tensor] : whole.state_dict()) {
    EXPECT_EQ(resumed.state_dict().at(name).to_vector(), tensor.to_vector()) << name;
    EXPECT_EQ(resumed.state_dict().at(name).dtype(), tensor.dtype()) << name;
  }
  whole.eval();
  resumed.eval();
  EXPECT_EQ(whole(inputs()).to_vector(), resumed(inputs()).to_vector());

  // The masks' seed belongs to the program, as that of the weights.
  resumed.train();
  whole.train();
  Sequential same_seed = network(1);
  same_seed.load_state_dict(file.tensors);
  gradus::optim::SGD other(same_seed.parameters(), {.lr = 0.1}),
      again(whole.parameters(), {.lr = 0.1});
  EXPECT_EQ(steps(whole, again, 5), steps(same_seed, other, 5));
}

TEST(LayersTogether, GradientsOfEveryParameter) {
  Sequential model = network(1);
  model.to(gradus::float64);
  const Tensor x = to(inputs(), gradus::float64);
  model(x);
  model.eval();  // training would move the statistics and draw masks while differences are taken
  const Tensor g = random_tensor({16, 3}, "g");
  gradus::backward(model(x), g);
  for (const auto& parameter : model.named_parameters())
    expect_all("the gradient of " + parameter.name, parameter.tensor.grad().to_vector(),
               numeric_gradient([&] { return model(x); }, parameter.tensor, g), 1e-6);
}

TEST(LayersTogether, Float32Stays) {
  Sequential model = network(1);
  Tensor x = inputs();
  for (const auto& part : model.named_modules()) {
    if (part.path.empty()) continue;
    x = (*part.module)(x);
    EXPECT_EQ(x.dtype(), gradus::float32) << "after " << part.path;
  }
}

TEST(LayersTogether, TrainerTakesFunctionsAndLosses) {
  for (int kind = 0; kind < 3; ++kind) {
    nn::Linear model(12, 3);
    gradus::optim::SGD optimizer(model.parameters(), {.lr = 0.1});
    const Tensor x = reshape(inputs(), {16, 12});
    const auto lambda = [](const Tensor& output, const Tensor& right) {
      return nn::cross_entropy(output, right, {.label_smoothing = 0.1});
    };
    nn::Trainer trainer =
        kind == 0   ? nn::Trainer(model, optimizer, nn::cross_entropy)
        : kind == 1 ? nn::Trainer(model, optimizer, nn::CrossEntropyLoss({.label_smoothing = 0.1}))
                    : nn::Trainer(model, optimizer, lambda);
    const double before = trainer.step(x, labels());
    EXPECT_LT(trainer.step(x, labels()), before);
  }
}
