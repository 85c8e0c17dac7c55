// Networks of chapters 03 and 04 on the GPU, with everything that has a state: the same numbers as
// on the CPU.
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/cnn/dropout2d.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/classification.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>

namespace data = gradus::data;
namespace nn = gradus::nn;
namespace optim = gradus::optim;
using gradus::cpu;
using gradus::Device;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::gpu;
using gradus::Index;
using gradus::Tensor;
using Numbers = std::vector<double>;

namespace {

struct Cnn : nn::Module {
  nn::Conv2d& conv;
  nn::BatchNorm2d& norm;
  nn::Dropout2d& maps;
  nn::Dropout& dropout;
  nn::Linear& fc;
  explicit Cnn(Index side)
      : conv(register_module("conv", nn::Conv2d(1, 4, {3, 3}, {.padding = {1, 1}}))),
        norm(register_module("norm", nn::BatchNorm2d(4))),
        maps(register_module("maps", nn::Dropout2d(0.2))),
        dropout(register_module("dropout", nn::Dropout(0.2))),
        fc(register_module("fc", nn::Linear(4 * (side / 2) * (side / 2), 10))) {
    reset_parameters(1);
  }
  Tensor forward(const Tensor& images) override {
    const Tensor seen = maps(relu(norm(conv(images))));
    return fc(dropout(gradus::flatten(nn::max_pool2d(seen, {.kernel = {2, 2}}), 1)));
  }
};

// Random images of 9 x 9, and labels.
constexpr Index kSide = 9;
data::Batch batch(int number, DType dtype) {
  const gradus::RandomStream stream(1, "batch " + std::to_string(number));
  Numbers labels;
  for (int i = 0; i < 11; ++i) labels.push_back((number + 7 * i) % 10);
  return {gradus::randn({11, 1, kSide, kSide}, stream, dtype),
          Tensor::of(labels, {11}, gradus::int64)};
}

using Make = std::function<std::unique_ptr<optim::Optimizer>(const std::vector<Tensor>&)>;

// The losses of some steps, and the parameters and buffers after them.
Numbers trained(Device device, DType dtype, const Make& make) {
  Cnn model(kSide);
  model.to(dtype);
  model.to(device);
  const std::unique_ptr<optim::Optimizer> optimizer = make(model.parameters());
  nn::Trainer trainer(model, *optimizer, nn::cross_entropy);
  trainer.before_update([&] { nn::clip_grad_norm_(model.parameters(), 1.0); });
  Numbers numbers;
  for (int i = 0; i < 6; ++i) {
    const data::Batch b = batch(i, dtype);
    numbers.push_back(trainer.step(to(b.inputs, device), to(b.targets, device)));
  }
  for (const auto& [name, tensor] : model.state_dict())
    for (const double x : tensor.to_vector()) numbers.push_back(x);
  return numbers;
}

template <class Optimizer, class Options>
Make maker(const Options& options) {
  return [=](const std::vector<Tensor>& all) { return std::make_unique<Optimizer>(all, options); };
}
const Make kAdamW = maker<optim::AdamW>(optim::AdamOptions{.lr = 0.01});

void expect_close(const Numbers& there, const Numbers& here, double tolerance) {
  ASSERT_EQ(there.size(), here.size());
  for (std::size_t i = 0; i < here.size(); ++i)
    ASSERT_NEAR(there[i], here[i], tolerance * std::max(1.0, std::abs(here[i]))) << "number " << i;
}

struct NetworksOnTheGpu : ::testing::Test {
  void SetUp() override { gradus::cuda::register_kernels(); }
};

}  // namespace

TEST_F(NetworksOnTheGpu, LearnTheSameInFloat64) {
  const Make all[] = {
      kAdamW, maker<optim::SGD>(optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .nesterov = true}),
      maker<optim::RMSprop>(optim::RMSpropOptions{.lr = 0.01})};
  for (const Make& make : all)
    expect_close(trained(gpu, float64, make), trained(cpu, float64, make), 1e-8);
}

TEST_F(NetworksOnTheGpu, TwoRunsAreEqualBitForBit) {
  EXPECT_EQ(trained(gpu, float32, kAdamW), trained(gpu, float32, kAdamW));
}

TEST_F(NetworksOnTheGpu, NoMallocAfterTheTenthStep) {
  Cnn model(kSide);
  model.to(gpu);
  optim::SGD optimizer(model.parameters(), {.lr = 0.1, .momentum = 0.9});
  nn::Trainer trainer(model, optimizer, nn::cross_entropy);
  std::int64_t after_ten = 0;
  for (int i = 0; i < 16; ++i) {
    const data::Batch b = batch(i, float32);
    trainer.step(to(b.inputs, gpu), to(b.targets, gpu));
    if (i == 9) after_ten = gradus::cuda::allocator().statistics().mallocs;
  }
  EXPECT_EQ(gradus::cuda::allocator().statistics().mallocs, after_ten);
}

// A kernel works with it after its call has returned: it belongs to the stream, and the next call
// may be one of another stream, or of a graph.
TEST_F(NetworksOnTheGpu, ScratchMemoryGoesBackAfterEachCall) {
  const gradus::NoGrad off;
  const Tensor a = to(gradus::ones({64, 4096}), gpu), b = to(gradus::ones({4096, 64}), gpu);
  const std::size_t before = gradus::cuda::allocator().statistics().live;
  {
    const Tensor c = matmul(a, b);  // in parts along the 4096, which are added up
    EXPECT_EQ(select(select(c, 0, 0), 0, 0).item(), 4096);
  }
  EXPECT_EQ(gradus::cuda::allocator().statistics().live, before);
}

TEST_F(NetworksOnTheGpu, AreMeasuredWhereTheyLie) {
  const data::Mnist digits = data::synthetic_mnist(40, 40, 1);
  Cnn model(28);
  const nn::Evaluation here = nn::evaluate(model, digits.test, 16);
  const std::vector<Index> predicted = nn::predict(model, digits.test, 16);
  const data::DataLoader loader(digits.test, {.batch_size = 40});
  const data::Batch all = *loader.epoch(0).begin();
  model.eval();
  const Tensor scores = model(all.inputs);
  model.to(gpu);
  const nn::Evaluation there = nn::evaluate(model, digits.test, 16);
  EXPECT_EQ(there.predicted, here.predicted);
  EXPECT_EQ(there.accuracy, here.accuracy);
  EXPECT_NEAR(there.loss, here.loss, 1e-5);
  EXPECT_EQ(nn::predict(model, digits.test, 16), predicted);
  EXPECT_EQ(nn::top_k_accuracy(to(scores, gpu), to(all.targets, gpu), 3),
            nn::top_k_accuracy(scores, all.targets, 3));
}

TEST_F(NetworksOnTheGpu, LoadersPrepareAheadForThem) {
  const data::Mnist digits = data::synthetic_mnist(40, 40, 1);
  for (const int prefetch : {0, 2}) {
    const data::DataLoader loader(digits.test,
                                  {.batch_size = 16, .prefetch = prefetch, .device = gpu});
    Index seen = 0;
    for (const data::Batch& b : loader.epoch(0)) {
      EXPECT_EQ(b.inputs.device(), gpu);
      EXPECT_EQ(b.targets.device(), gpu);
      for (const double label : b.targets.to_vector())
        EXPECT_EQ(label, static_cast<double>(digits.test.label(seen++)));
    }
    EXPECT_EQ(seen, 40);
  }
}
