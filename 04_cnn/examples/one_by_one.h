// Two networks that small libraries show on their first page, and two loops for them: image by
// image, with gradients that add up, and batch by batch.
#pragma once
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/cnn/pooling.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/dataset.h>
#include <gradus/layers/init.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/module.h>
#include <gradus/layers/optimizer.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <string>

namespace one_by_one {

using gradus::Index;
using gradus::Tensor;
namespace nn = gradus::nn;

/// One convolution, max-pooling, one linear layer; its softmax is in the loss. tinytensor's.
struct ConvPoolLinear : nn::Module {
  nn::Conv2d& conv = register_module("conv", nn::Conv2d(1, 8, 3));
  nn::Linear& linear;

  /// For images of height x width.
  ConvPoolLinear(Index height, Index width, Index classes, std::uint64_t seed)
      : linear(register_module("linear",
                               nn::Linear(8 * ((height - 2) / 2) * ((width - 2) / 2), classes))) {
    reset_parameters(seed);
  }
  Tensor forward(const Tensor& images) override {
    const Tensor pooled = nn::max_pool2d(relu(conv(images)));
    return linear(gradus::flatten(pooled, 1));
  }
};

/// Four convolutions without padding, after which a digit of 28 x 28 is a single place with 64
/// channels, and two linear layers. tiniergrad.jl's.
struct FourConvolutions : nn::Module {
  nn::Conv2d& k1 = register_module("k1", nn::Conv2d(1, 16, 3));
  nn::Conv2d& k2 = register_module("k2", nn::Conv2d(16, 32, 3));
  nn::Conv2d& k3 = register_module("k3", nn::Conv2d(32, 32, 3));
  nn::Conv2d& k4 = register_module("k4", nn::Conv2d(32, 64, 3));
  nn::Linear& dense1 = register_module("dense1", nn::Linear(64, 128));
  nn::Linear& dense2 = register_module("dense2", nn::Linear(128, 10));

  explicit FourConvolutions(std::uint64_t seed) {
    reset_parameters(seed);
    for (const auto& [name, parameter] : named_parameters())
      if (parameter.dim() > 1)
        nn::init::kaiming_normal_(parameter, gradus::RandomStream(seed, name));
  }
  Tensor forward(const Tensor& x) override {
    const Tensor z1 = relu(k1(x));
    const Tensor z2 = relu(nn::max_pool2d(k2(z1)));
    const Tensor z3 = relu(nn::max_pool2d(k3(z2)));
    const Tensor z4 = gradus::flatten(relu(nn::max_pool2d(k4(z3))), 1);
    const Tensor z5 = relu(dense1(z4));
    return dense2(z5);
  }
};

/// A step on a batch that passes through the network image by image: each one's gradient is added
/// to those before it, and the weights move once, by the mean. Gives the mean loss.
inline double step_one_by_one(nn::Module& model, gradus::optim::Optimizer& optimizer,
                              const gradus::data::Batch& batch) {
  const Index count = batch.size();
  double total = 0;
  optimizer.zero_grad();
  for (Index i = 0; i < count; ++i) {
    const Tensor image = slice(batch.inputs, 0, i, i + 1),
                 label = slice(batch.targets, 0, i, i + 1);
    const Tensor loss = nn::cross_entropy(model(image), label) / static_cast<double>(count);
    backward(loss);  // adds to the gradients that are there
    total += loss.item();
  }
  optimizer.step();
  return total;
}

/// The same step with all images at once.
inline double step_batched(nn::Module& model, gradus::optim::Optimizer& optimizer,
                           const gradus::data::Batch& batch) {
  optimizer.zero_grad();
  const Tensor loss = nn::cross_entropy(model(batch.inputs), batch.targets);
  backward(loss);
  optimizer.step();
  return loss.item();
}

/// The largest difference between parameters of the two.
inline double largest_difference(nn::Module& one, nn::Module& other) {
  double largest = 0;
  const auto left = one.parameters(), right = other.parameters();
  for (std::size_t i = 0; i < left.size(); ++i)
    for (double difference : (left[i] - right[i]).to_vector())
      largest = std::max(largest, std::abs(difference));
  return largest;
}

}  // namespace one_by_one
