// What small libraries show on their first page, in the names of this one: a CNN for one image,
// gradients that add up over several images before the weights move, a CNN that learns image by
// image.
#include "../examples/one_by_one.h"

#include <gradus/layers/data_loader.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/softmax.h>
#include <gradus/layers/synthetic_digits.h>
#include <gtest/gtest.h>

#include "../../03_layers/tests/small_digits.h"
#include "../../03_layers/tests/support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
namespace data = gradus::data;
namespace nn = gradus::nn;
namespace optim = gradus::optim;
using one_by_one::ConvPoolLinear;
using one_by_one::FourConvolutions;
using one_by_one::largest_difference;

namespace {

// Trains two networks that begin alike, one by each loop, on batches of 5, 5 and 2 images.
template <class Network, class... Arguments>
double difference_after_three_steps(gradus::DType dtype, Index size, Arguments... arguments) {
  Network one(arguments...), other(arguments...);
  one.to(dtype);
  other.to(dtype);
  optim::SGD first(one.parameters(), {.lr = 0.05, .momentum = 0.9}),
      second(other.parameters(), {.lr = 0.05, .momentum = 0.9});
  EXPECT_EQ(largest_difference(one, other), 0);
  for (Index count : {5, 5, 2}) {
    const data::Batch batch{random_tensor({count, 1, size, size}, "images", dtype),
                            random_labels(count, 10, "labels")};
    const double before = one_by_one::step_one_by_one(one, first, batch),
                 at_once = one_by_one::step_batched(other, second, batch);
    expect("the mean loss of a batch, image by image", before, at_once,
           dtype == gradus::float64 ? 1e-12 : 1e-5);
  }
  Network untrained(arguments...);
  untrained.to(dtype);
  EXPECT_GT(largest_difference(one, untrained), 1e-3) << "the weights have moved";
  return largest_difference(one, other);
}

}  // namespace

TEST(OneByOne, GivesTheWeightsOfTheBatchedLoop) {
  EXPECT_LT(difference_after_three_steps<FourConvolutions>(gradus::float64, 28, 1), 1e-12);
  EXPECT_LT(difference_after_three_steps<FourConvolutions>(gradus::float32, 28, 1), 2e-5);
  EXPECT_LT((difference_after_three_steps<ConvPoolLinear>(gradus::float64, 9, 9, 9, 10, 1)), 1e-12);
  EXPECT_LT((difference_after_three_steps<ConvPoolLinear>(gradus::float32, 9, 9, 9, 10, 1)), 2e-5);
}

// tiniergrad.jl's example: kernels, weights and biases as variables, one image, one loss.
TEST(OneByOne, FourConvolutionsAsFunctions) {
  const auto variable = [](const gradus::Shape& shape, const char* name) {
    Tensor tensor = gradus::zeros(shape);
    nn::init::kaiming_normal_(tensor, gradus::RandomStream(1, name));
    return tensor.requires_grad(true);
  };
  const auto bias = [](Index count, const char* name) {
    Tensor tensor = gradus::zeros({count});
    nn::init::uniform_(tensor, gradus::RandomStream(1, name), -0.1, 0.1);
    return tensor.requires_grad(true);
  };
  // prepare data
  const Tensor x = random_tensor({1, 1, 28, 28}, "x", gradus::float32);
  const Tensor y = Tensor::of({0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, {1, 10});
  // prepare weights
  const Tensor k1 = variable({16, 1, 3, 3}, "k1"), k2 = variable({32, 16, 3, 3}, "k2"),
               k3 = variable({32, 32, 3, 3}, "k3"), k4 = variable({64, 32, 3, 3}, "k4"),
               w1 = variable({128, 64}, "w1"), w2 = variable({10, 128}, "w2"), b1 = bias(128, "b1"),
               b2 = bias(10, "b2");
  // define an architecture
  const auto loss = [&] {
    const Tensor z1 = relu(nn::conv2d(x, k1));
    const Tensor z2 = relu(nn::max_pool2d(nn::conv2d(z1, k2)));
    const Tensor z3 = relu(nn::max_pool2d(nn::conv2d(z2, k3)));
    const Tensor z4 = gradus::flatten(relu(nn::max_pool2d(nn::conv2d(z3, k4))), 1);
    EXPECT_EQ(z4.shape(), (gradus::Shape{1, 64}));
    const Tensor z5 = relu(nn::linear(z4, w1, b1));
    const Tensor z6 = nn::linear(z5, w2, b2);
    const Tensor right = Tensor::of({2}, {1}, gradus::int64);
    const Tensor by_name = nn::cross_entropy(z6, right);
    expect("cross-entropy with a vector that is 1 for the right class", by_name.item(),
           -sum(y * nn::log_softmax(z6, 1)).item(), 1e-5);
    return by_name;
  };
  // forward + backward, update weights
  optim::SGD optimizer({k1, k2, k3, k4, w1, w2, b1, b2}, {.lr = 0.1});
  backward(loss());
  const std::vector<double> before = k1.to_vector(), gradient = k1.grad().to_vector();
  // pseudo batching: the same image once more, and again; the sum, divided by how many there were
  constexpr int kBatch = 4;
  for (int i = 1; i < kBatch; ++i) backward(loss());
  std::vector<double> sums, after;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    sums.push_back(kBatch * gradient[i]);
    after.push_back(before[i] - 0.1 * gradient[i]);
  }
  expect_all("the gradient of k1 after four images", k1.grad().to_vector(), sums, 1e-5)
      .if_equal(gradient, "each backward replaced the gradient of the one before");
  for (const Tensor& tensor : {k1, k2, k3, k4, w1, w2, b1, b2})
    Tensor(tensor).set_grad(tensor.grad() / static_cast<double>(kBatch));
  optimizer.step();
  expect_all("k1 after the step", k1.to_vector(), after, 1e-5);
}

// tinytensor's: convolution, pooling, softmax, and a step after each image.
TEST(OneByOne, ANetworkLearnsImageByImage) {
  const data::ImageDataset digits = gradus::testing::small_digits(1000, 1, 8, 8),
                           others = gradus::testing::small_digits(300, 2, 8, 8);
  ConvPoolLinear model(8, 8, 10, 1);
  optim::SGD optimizer(model.parameters(), {.lr = 0.03});
  const data::DataLoader loader(digits, {.batch_size = 1, .shuffle = true, .seed = 1});
  for (int epoch = 0; epoch < 6; ++epoch)
    for (const data::Batch& image : loader.epoch(epoch))
      one_by_one::step_one_by_one(model, optimizer, image);
  EXPECT_GT(nn::evaluate(model, others).accuracy, 0.8);
}
