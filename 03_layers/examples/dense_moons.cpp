// Chapter 01's two moons once more, with dense layers of tensors: a layer is a product, a bias and
// an activation, and all hundred points go through it at once.
#include <gradus/layers/activations.h>
#include <gradus/layers/init.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/sgd.h>
#include <gradus/program/program.h>
#include <gradus/scalar_autograd/two_moons.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>

#include <cstdio>
#include <string>

namespace {

using namespace gradus;

/// x weight^T + bias, then relu, sigmoid, or nothing ("linear").
struct Dense : nn::Module {
  nn::Linear& linear;
  std::string activation;

  Dense(Index inputs, Index outputs, std::string its_activation, std::uint64_t seed)
      : linear(register_module("linear", nn::Linear(inputs, outputs))),
        activation(std::move(its_activation)) {
    nn::init::kaiming_normal_(linear.weight,
                              RandomStream(seed, std::to_string(inputs) + std::to_string(outputs)));
    nn::init::zeros_(*linear.bias);
  }
  Tensor forward(const Tensor& x) override {
    const Tensor z = linear(x);
    return activation == "relu" ? relu(z) : activation == "sigmoid" ? sigmoid(z) : z;
  }
};

struct Network : nn::Module {
  Dense &first, &second, &third;

  explicit Network(std::uint64_t seed)
      : first(register_module("first", Dense(2, 16, "relu", seed))),
        second(register_module("second", Dense(16, 16, "relu", seed + 1))),
        third(register_module("third", Dense(16, 1, "linear", seed + 2))) {}
  Tensor forward(const Tensor& x) override { return third(second(first(x))); }
};

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, "Two moons, by dense layers", [](CommandLine& cl) {
    int steps = 100, count = 100;
    std::uint64_t seed = 1;
    cl.option("--steps", steps, "how many steps to train");
    cl.option("--points", count, "how many points there are");
    cl.option("--seed", seed, "of the points and of the first weights");
    cl.parse();

    constexpr double kNoise = 0.1, kPenalty = 1e-4;
    const scalar::Samples samples = scalar::two_moons(count, kNoise, seed);
    std::vector<double> coordinates;
    for (const auto& point : samples.points)
      coordinates.insert(coordinates.end(), point.begin(), point.end());
    const Tensor x = Tensor::of(coordinates, {count, 2});
    const Tensor y = Tensor::of(samples.labels, {count, 1});

    Network network(seed);
    optim::SGD optimizer(network.parameters(), {.lr = 1});
    for (int step = 0; step < steps; ++step) {
      const Tensor scores = network(x);
      Tensor loss = mean(relu(1 - y * scores));  // the label times the score shall be at least 1
      for (const Tensor& parameter : network.parameters())
        loss = loss + kPenalty * sum(parameter * parameter);
      optimizer.set_lr(1 - 0.9 * step / steps);
      optimizer.zero_grad();
      backward(loss);
      optimizer.step();
      if (step % 10 == 9) {
        int right = 0;
        const std::vector<double> margins = (y * scores).to_vector();
        for (double margin : margins) right += margin > 0;
        std::printf("step %3d  loss %.4f  right %d of %d\n", step + 1, loss.item(), right, count);
      }
    }
  });
}
