// A training step of a multi-layer perceptron, 64 images a batch, beside PyTorch's: forward,
// cross-entropy, backward, gradient descent.
#include <gradus/bench/bench.h>
#include <gradus/common/random.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/random_fill.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/sgd.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>

#include <optional>
#include <string>
#include <vector>

namespace {

using gradus::Index;
using gradus::Tensor;
namespace nn = gradus::nn;

// A network with ReLU between its layers, and a batch of random images to train on.
class Training {
 public:
  explicit Training(const std::vector<Index>& sizes)
      : images_(gradus::empty({kBatch, sizes.front()})),
        labels_(gradus::zeros({kBatch}, gradus::int64)) {
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      if (i > 0) model_.add(nn::ReLU());
      model_.add(nn::Linear(sizes[i], sizes[i + 1]));
    }
    model_.reset_parameters(1);
    optimizer_.emplace(model_.parameters(), gradus::optim::SGDOptions{.lr = 0.01});
    nn::fill_normal(images_, 0, 1, gradus::RandomStream(1, "images"));
    const gradus::RandomStream random(1, "labels");
    for (Index i = 0; i < kBatch; ++i)
      labels_.data<std::int64_t>()[i] = static_cast<std::int64_t>(
          random.below(static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(sizes.back())));
  }

  void step() {
    optimizer_->zero_grad();
    gradus::backward(nn::cross_entropy(model_(images_), labels_));
    optimizer_->step();
  }

 private:
  static constexpr Index kBatch = 64;
  nn::Sequential model_;
  std::optional<gradus::optim::SGD> optimizer_;
  Tensor images_, labels_;
};

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "03_layers", [](gradus::Bench& bench) {
    gradus::PythonPeer torch("mlp_step_peer.py");
    const auto compare = [&](const std::string& name, const std::vector<Index>& sizes,
                             double target) {
      if (!bench.wants(name)) return;
      Training training(sizes);
      bench.compare(
          {.name = name, .unit = "ms", .target = target}, [&] { training.step(); },
          torch.measure(name));
    };
    compare("MLP 784-128-10, batch 64, SGD step", {784, 128, 10}, 0.6);
    compare("MLP 784-256-10, batch 64, SGD step", {784, 256, 10}, 0.6);
    compare("MLP 784-1024-1024-1024-10, batch 64, SGD step", {784, 1024, 1024, 1024, 10}, 0.9);
  });
}
