// A network of linear layers with ReLU between them, for the programs that train deep ones.
#pragma once
#include <gradus/layers/init.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/math.h>

#include <string>
#include <vector>

namespace digits {

/// sizes[0] -> sizes[1] -> ... -> sizes.back(), He-normal weights, biases 0.
struct DeepMlp : gradus::nn::Module {
  std::vector<gradus::nn::Linear*> layers;

  DeepMlp(const std::vector<gradus::Index>& sizes, std::uint64_t seed) {
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      const std::string name = "fc" + std::to_string(i + 1);
      gradus::nn::Linear& layer = register_module(name, gradus::nn::Linear(sizes[i], sizes[i + 1]));
      gradus::nn::init::kaiming_normal_(layer.weight, gradus::RandomStream(seed, name + ".weight"));
      gradus::nn::init::zeros_(*layer.bias);
      layers.push_back(&layer);
    }
  }
  gradus::Tensor forward(const gradus::Tensor& images) override {
    gradus::Tensor x = gradus::flatten(images, 1);
    for (std::size_t i = 0; i < layers.size(); ++i)
      x = i + 1 < layers.size() ? relu((*layers[i])(x)) : (*layers[i])(x);
    return x;
  }
};

}  // namespace digits
