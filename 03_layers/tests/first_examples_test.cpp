// What small libraries show on their first page, in the names of this one: two tensors added, a
// dense layer with each activation, dense layers that tell the two moons apart.
#include <gradus/layers/activations.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/more_activations.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/training.h>
#include <gradus/scalar_autograd/two_moons.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Tensor;
using gradus::testing::expect_all;
namespace nn = gradus::nn;

TEST(FirstExamples, TwoTensorsAdded) {
  const Tensor a = Tensor::of({1, 1, 1, 1}, {2, 2}).requires_grad(true);
  const Tensor b = Tensor::of({1, 2, 3, 4}, {2, 2});
  const Tensor c = a + b, d = c + a;
  EXPECT_EQ(d.to_vector(), (std::vector<double>{3, 4, 5, 6}));
  backward(d, gradus::ones({2, 2}));
  expect_all("d(a + b + a)/da", a.grad().to_vector(), std::vector<double>{2, 2, 2, 2});
}

TEST(FirstExamples, ADenseLayerWithEachActivation) {
  nn::Linear dense(2, 2);
  dense.load_state_dict(
      {{"weight", Tensor::of({1, -1, 2, 0}, {2, 2})}, {"bias", Tensor::of({0.5, -1}, {2})}});
  const Tensor x = Tensor::of({3, 5}, {1, 2});
  expect_all("linear", dense(x).to_vector(), std::vector<double>{-1.5, 5});
  nn::ReLU relu;
  expect_all("relu", relu(dense(x)).to_vector(), std::vector<double>{0, 5});
  nn::Sigmoid sigmoid;
  expect_all("sigmoid", sigmoid(dense(x)).to_vector(),
             std::vector<double>{1 / (1 + std::exp(1.5)), 1 / (1 + std::exp(-5.0))}, 1e-6);
  backward(sum(relu(dense(x))));
  expect_all("the weights' gradient: only the second unit is alive",
             dense.weight.grad().to_vector(), std::vector<double>{0, 0, 3, 5});
}

TEST(FirstExamples, DenseLayersTellTheMoonsApart) {
  constexpr int kPoints = 100;
  const gradus::scalar::Samples moons = gradus::scalar::two_moons(kPoints, 0.1, 1);
  std::vector<double> coordinates;
  for (const auto& point : moons.points)
    coordinates.insert(coordinates.end(), point.begin(), point.end());
  const Tensor x = Tensor::of(coordinates, {kPoints, 2}),
               y = Tensor::of(moons.labels, {kPoints, 1});
  nn::Sequential network(nn::Linear(2, 16), nn::ReLU(), nn::Linear(16, 16), nn::ReLU(),
                         nn::Linear(16, 1));
  network.reset_parameters(1);
  gradus::optim::SGD optimizer(network.parameters(), {.lr = 0.1, .momentum = 0.9});
  nn::Trainer trainer(network, optimizer, [](const Tensor& scores, const Tensor& sides) {
    return mean(relu(1 - sides * scores));
  });
  for (int step = 0; step < 200; ++step) trainer.step(x, y);
  int right = 0;
  for (double margin : (y * network(x)).to_vector()) right += margin > 0;
  EXPECT_GE(right, 98) << "of " << kPoints;
}
