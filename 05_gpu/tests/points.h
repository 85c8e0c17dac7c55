#pragma once
// A small training: random points of three classes, and a network for them.
#include <gradus/layers/data_loader.h>
#include <gradus/layers/linear.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

#include <span>
#include <vector>

namespace gradus::testing {

inline constexpr Index kFeatures = 5, kHidden = 7, kClasses = 3, kSamples = 22;
inline constexpr int kBatch = 6, kBatches = 4;  // the last one has 4 samples

// Random points, which class one is in depends on its first two numbers.
struct Points : data::Dataset {
  DType dtype;
  explicit Points(DType type) : dtype(type) {}
  Index size() const override { return kSamples; }
  data::Batch batch(std::span<const Index> samples) const override {
    const Tensor all = randn({kSamples, kFeatures}, RandomStream(1, "points"));
    const std::vector<double> values = all.to_vector();
    std::vector<double> inputs, targets;
    for (const Index sample : samples) {
      const auto first = static_cast<std::size_t>(sample * kFeatures);
      for (std::size_t i = 0; i < kFeatures; ++i) inputs.push_back(values[first + i]);
      targets.push_back(values[first] > 0 ? 2 : values[first + 1] > 0);
    }
    const auto count = static_cast<Index>(samples.size());
    return {Tensor::of(inputs, {count, kFeatures}, dtype), Tensor::of(targets, {count}, int64)};
  }
};

struct Mlp : nn::Module {
  nn::Linear& fc1;
  nn::Linear& fc2;
  Mlp(DType dtype, Device device)
      : fc1(register_module("fc1", nn::Linear(kFeatures, kHidden))),
        fc2(register_module("fc2", nn::Linear(kHidden, kClasses))) {
    reset_parameters(1);
    to(dtype);
    to(device);
  }
  Tensor forward(const Tensor& x) override { return fc2(relu(fc1(x))); }
};

inline data::LoaderOptions on(Device device) {
  return {.batch_size = kBatch, .shuffle = true, .seed = 1, .device = device};
}

}  // namespace gradus::testing
