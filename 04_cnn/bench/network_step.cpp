// Training steps and inference of convolutional networks beside PyTorch's, and the memory that a
// step of ResNet-20 keeps for backward.
#include "networks.h"

#include <gradus/bench/bench.h>
#include <gradus/cnn/memory_format.h>
#include <gradus/common/random.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/random_fill.h>
#include <gradus/layers/sgd.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>

#include <memory>
#include <string>

namespace {

using gradus::Index;
using gradus::Tensor;
namespace nn = gradus::nn;
namespace optim = gradus::optim;

// A network, its optimizer, and a batch of random images.
struct Training {
  std::unique_ptr<nn::Module> model;
  std::unique_ptr<optim::Optimizer> optimizer;
  Tensor images, labels;

  Training(std::unique_ptr<nn::Module> network, const gradus::Shape& shape)
      : model(std::move(network)),
        images(gradus::empty(shape)),
        labels(gradus::zeros({shape[0]}, gradus::int64)) {
    model->reset_parameters(1);
    nn::fill_normal(images, 0, 1, gradus::RandomStream(1, "images"));
    const gradus::RandomStream random(1, "labels");
    for (Index i = 0; i < shape[0]; ++i)
      labels.data<std::int64_t>()[i] =
          static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(i), 10));
  }
  void step() {
    optimizer->zero_grad();
    gradus::backward(nn::cross_entropy((*model)(images), labels));
    optimizer->step();
  }
};

Training small_cnn() {
  Training training(std::make_unique<nn::Sequential>(
                        nn::Conv2d(1, 16, 3, 1, 1), nn::ReLU(), nn::MaxPool2d(2),
                        nn::Conv2d(16, 32, 3, 1, 1), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(),
                        nn::Linear(1568, 128), nn::ReLU(), nn::Linear(128, 10)),
                    {64, 1, 28, 28});
  training.optimizer =
      std::make_unique<optim::Adam>(training.model->parameters(), optim::AdamOptions{.lr = 1e-3});
  return training;
}

Training example_cnn() {
  Training training(std::make_unique<nn::Sequential>(
                        nn::Conv2d(1, 32, 3), nn::ReLU(), nn::Conv2d(32, 64, 3), nn::ReLU(),
                        nn::MaxPool2d(2), nn::Dropout(0.25), nn::Flatten(), nn::Linear(9216, 128),
                        nn::ReLU(), nn::Dropout(0.5), nn::Linear(128, 10)),
                    {64, 1, 28, 28});
  training.optimizer =
      std::make_unique<optim::SGD>(training.model->parameters(), optim::SGDOptions{.lr = 0.01});
  return training;
}

Training resnet(Index batch) {
  Training training(std::make_unique<gradus::bench::ResNet20>(), {batch, 3, 32, 32});
  training.optimizer = std::make_unique<optim::SGD>(
      training.model->parameters(),
      optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .weight_decay = 1e-4});
  return training;
}

// What lives between forward and backward, beside parameters, gradients and optimizer state: bytes.
double live_bytes() {
  const std::size_t before = gradus::memory_use(gradus::cpu).live;
  Training training = resnet(64);
  training.step();
  training.optimizer->zero_grad();
  const Tensor loss = nn::cross_entropy((*training.model)(training.images), training.labels);
  // The gradients come on top: as large as the parameters.
  const auto images = static_cast<std::size_t>(training.images.numel()) * sizeof(float);
  const auto gradients = static_cast<std::size_t>(training.model->num_parameters()) * sizeof(float);
  return static_cast<double>(gradus::memory_use(gradus::cpu).live - before - images + gradients);
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "04_cnn", [](gradus::Bench& bench) {
    gradus::PythonPeer torch("network_step_peer.py");
    const auto step = [&](const std::string& name, auto make, double target) {
      if (!bench.wants(name)) return;
      Training training = make();
      bench.compare(
          {.name = name, .target = target}, [&] { training.step(); }, torch.measure(name));
    };
    step("CNN 16-32-128-10 on 28x28, batch 64, Adam step", small_cnn, 0.8);
    step("PyTorch's MNIST example CNN, batch 64, SGD step", example_cnn, 0.8);
    step(
        "ResNet-20, batch 64, SGD step", [] { return resnet(64); }, 0.8);
    step(
        "ResNet-20, batch 128, SGD step", [] { return resnet(128); }, 0.8);

    const std::string inference = "ResNet-20, batch 128, inference";
    if (bench.wants(inference)) {
      Training training = resnet(128);
      training.model->eval();
      bench.compare(
          {.name = inference, .target = 0.8},
          [&] {
            const gradus::NoGrad off;
            (*training.model)(training.images);
          },
          torch.measure(inference));
    }
    // PyTorch 1.13 keeps 92.8 MiB for backward, and holds 3.1 MiB of parameters, gradients and
    // momentum (counted by its saved-tensor hooks).
    const std::string memory = "ResNet-20, batch 64: live MiB between forward and backward";
    if (bench.wants(memory))
      bench.report({.name = memory, .unit = "MiB", .target = 0.6, .peer_name = "PyTorch 1.13"},
                   live_bytes() / (1 << 20), 95.9);
  });
}
