#include <gradus/common/error.h>
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/choose_device.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/gpu/staged_copies.h>
#include <gradus/gpu/train_epoch.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/sgd.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>
#include <map>

#include "gpu_tensors.h"
#include "points.h"

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
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::kBatches;
using gradus::testing::mentions;
using gradus::testing::Mlp;
using gradus::testing::numbers;
using gradus::testing::on;
using gradus::testing::Points;
using gradus::testing::trouble_of;
using Numbers = std::vector<double>;

namespace {

// What this program calls its GPU.
const char* gpu_name() { return gradus::cuda::is_emulated() ? "cuda-emulated" : "cuda"; }

// All parameters, one after the other.
Numbers parameters_of(nn::Module& model) {
  Numbers result;
  for (const Tensor& parameter : model.parameters())
    for (const double x : numbers(parameter)) result.push_back(x);
  return result;
}

// What a training is: the mean loss of each epoch, and the parameters in the end.
struct Training {
  Numbers losses, parameters;
};

Training trained(DType dtype, Device device, int epochs) {
  Mlp model(dtype, device);
  optim::SGD optimizer(model.parameters(), {.lr = 0.3, .momentum = 0.5});
  const Points points(dtype);
  const data::DataLoader loader(points, on(device));
  Training result;
  for (int epoch = 0; epoch < epochs; ++epoch)
    result.losses.push_back(
        gradus::cuda::train_epoch(model, optimizer, nn::cross_entropy, loader, epoch));
  result.parameters = parameters_of(model);
  return result;
}

// The same by a loop of the test's own, on the CPU in float64, or by one that goes wrong.
enum class Way { kRight, kOldGradients, kUpdateFirst };
Training by_hand(int epochs, Way way = Way::kRight) {
  Mlp model(float64, cpu);
  optim::SGD optimizer(model.parameters(), {.lr = 0.3, .momentum = 0.5});
  const Points points(float64);
  const data::DataLoader loader(points, on(cpu));
  Training result;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    double sum = 0;
    for (const data::Batch& batch : loader.epoch(epoch)) {
      if (way != Way::kOldGradients) optimizer.zero_grad();
      const Tensor loss = nn::cross_entropy(model(batch.inputs), batch.targets);
      sum += loss.item();
      if (way == Way::kUpdateFirst) optimizer.step();
      backward(loss);
      if (way != Way::kUpdateFirst) optimizer.step();
    }
    result.losses.push_back(sum / kBatches);
  }
  result.parameters = parameters_of(model);
  return result;
}

// How often something was copied from the GPU.
int copies = 0;
void (*plain_copy)(void* to, const void* from, std::size_t bytes) = nullptr;
void count_copies() {
  gradus::DeviceInfo counting = gradus::info(gpu);
  plain_copy = counting.copy_to_cpu;
  counting.copy_to_cpu = [](void* to, const void* from, std::size_t bytes) {
    ++copies;
    plain_copy(to, from, bytes);
  };
  gradus::register_device(gpu, counting);
  copies = 0;
}

struct TrainOnTheGpu : ::testing::Test {
  void SetUp() override { gradus::cuda::register_kernels(); }
};

}  // namespace

// First of all, since it wants to see who registers the kernels.
TEST(ChooseDevice, ByName) {
  const auto has_kernels = [] {
    for (const gradus::KernelEntry& entry : gradus::ops::add.kernels())
      if (entry.device == gpu) return true;
    return false;
  };
  expect("choose_device(\"cpu\")", gradus::cuda::choose_device("cpu").id(), cpu.id());
  if (gradus::cuda::is_emulated())
    expect("choose_device(\"auto\") in a program without a GPU",
           gradus::cuda::choose_device("auto").id(), cpu.id())
        .if_equal(gpu.id(),
                  "the CPU that plays the GPU is not what anybody wants unless they ask for it");
  const Device chosen = gradus::cuda::choose_device(gpu_name());
  expect("choose_device(\"" + std::string(gpu_name()) + "\")", chosen.id(), gpu.id())
      .if_equal(cpu.id(), "the GPU's kernels were asked for, and the CPU's would run");
  if (chosen == gpu)
    expect("after that: whether `add` has a kernel on the GPU", has_kernels() ? 1 : 0, 1)
        .if_equal(0, "who gets the GPU wants to compute there: nobody registered the kernels");
}

TEST(ChooseDevice, WhatThereIsNot) {
  const auto complaint = [](const std::string& name) {
    return trouble_of([&] { gradus::cuda::choose_device(name); });
  };
  EXPECT_TRUE(mentions(complaint("tpu"), "cuda-emulated")) << complaint("tpu");
  const std::string other = gradus::cuda::is_emulated() ? "cuda" : "cuda-emulated";
  EXPECT_TRUE(mentions(complaint(other), "./learn train")) << complaint(other);
}

TEST_F(TrainOnTheGpu, EveryOperationHasAKernel) {
  std::string missing;
  for (const gradus::Operation* op : gradus::Operation::all()) {
    std::map<Device, int, decltype([](Device a, Device b) { return a.id() < b.id(); })> count;
    for (const gradus::KernelEntry& entry : op->kernels()) ++count[entry.device];
    if (count[cpu] > 0 && count[gpu] == 0) missing += std::string(" ") + op->name();
  }
  expect("operations with kernels for the CPU alone", missing.empty() ? 0 : 1, 0)
      .if_true(true, "no kernels on the GPU for" + missing);
}

TEST_F(TrainOnTheGpu, TheDefaults) {
  const std::string norm = gradus::ops::total_norm.kernel(gpu, float32).variant,
                    topk = gradus::ops::topk.kernel(gpu, float32).variant;
  expect("total_norm's default is \"fused\"", norm == "fused" ? 1 : 0, 1)
      .if_equal(0, "it is \"" + norm +
                       "\": the reductions were registered before those that know "
                       "better");
  expect("topk's default is \"rank\"", topk == "rank" ? 1 : 0, 1)
      .if_equal(0, "it is \"" + topk +
                       "\": the reductions were registered before those that know "
                       "better");
}

TEST_F(TrainOnTheGpu, MemoryComesFromThePools) {
  const auto before = gradus::cuda::allocator().statistics().requests;
  const Tensor x = to(gradus::ones({3}), gpu);
  expect("requests to the caching allocator for one tensor",
         static_cast<double>(gradus::cuda::allocator().statistics().requests - before), 1)
      .if_equal(0, "every tensor costs a cudaMalloc: the caching allocator was not asked");
}

TEST_F(TrainOnTheGpu, CopiesAreStaged) {
  // Two copies have room in a half of the pinned memory; seven are made before anybody waits.
  constexpr std::size_t kCopies = 7, kCount = 6, kHalf = 64, kBytes = kCount * sizeof(float);
  const Tensor there = to(gradus::zeros({kCopies, kCount}), gpu);
  gradus::cuda::synchronize();  // zeros came in the default stream
  const gradus::cuda::Stream work;
  const gradus::cuda::StreamScope scope(work);
  {
    gradus::cuda::StagedCopies staged(kHalf);
    std::vector<float> source(kCount);
    for (std::size_t i = 0; i < kCopies; ++i) {
      std::fill(source.begin(), source.end(), static_cast<float>(i));
      staged.copy(there.array().data<float>() + i * kCount, source.data(), kBytes);
    }
    std::fill(source.begin(), source.end(), -1.0f);
  }
  const auto rows = [](const Numbers& values) {
    Numbers all;
    for (const double value : values) all.insert(all.end(), kCount, value);
    return all;
  };
  expect_all("seven rows: 0, 1, ... 6, each copied from memory that holds the next row then",
             numbers(there), rows({0, 1, 2, 3, 4, 5, 6}))
      .if_equal(rows({-1, -1, -1, -1, -1, -1, -1}),
                "the copies were made from the caller's memory, which had been changed by then")
      .if_equal(rows({4, 5, 6, 3, 4, 5, 6}),
                "a half was filled again before what was in it had been copied")
      .if_equal(rows({6, 6, 6, 6, 6, 6, 6}),
                "each copy was put where the one before still waits: they lie one behind the other")
      .if_equal(rows({2, 3, 4, 5, 6, 5, 6}),
                "both halves lie at the same place: the second begins half_ bytes later");
}

TEST_F(TrainOnTheGpu, StagedCopiesAreNotWaitedFor) {
  if (!gradus::cuda::is_emulated()) return;  // a GPU may well be so quick
  const Tensor there = to(gradus::zeros({2}), gpu);
  const gradus::cuda::Stream work;
  const gradus::cuda::StreamScope scope(work);
  gradus::cuda::StagedCopies staged;
  const float value = 1;
  for (int i = 0; i < 2; ++i) staged.copy(there.array().data<float>() + i, &value, sizeof(value));
  expect("whether the copies were done when copy() came back",
         cudaStreamQuery(work) == cudaSuccess ? 1 : 0, 0)
      .if_equal(1, "the CPU waits for every copy, which is what this was to avoid");
}

TEST_F(TrainOnTheGpu, StagedCopiesOfTensors) {
  gradus::cuda::StagedCopies staged(256);
  for (const Index count : {0, 1, 64, 65, 1000}) {  // what is too large goes as before
    const Tensor x = gradus::randn({count}, gradus::RandomStream(1, "x"));
    const Tensor twice = to(x, gpu) * 2;
    EXPECT_EQ(numbers(twice), numbers(x * 2)) << count;
  }
}

TEST_F(TrainOnTheGpu, AnEpochIsWhatItIsOnTheCpu) {
  constexpr int kEpochs = 2;
  const Training right = by_hand(kEpochs), mine = trained(float64, gpu, kEpochs);
  Numbers last;  // the loss of each epoch's last batch alone
  {
    Mlp model(float64, cpu);
    optim::SGD optimizer(model.parameters(), {.lr = 0.3, .momentum = 0.5});
    const Points points(float64);
    const data::DataLoader loader(points, on(cpu));
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
      double value = 0;
      for (const data::Batch& batch : loader.epoch(epoch)) {
        optimizer.zero_grad();
        const Tensor loss = nn::cross_entropy(model(batch.inputs), batch.targets);
        value = loss.item();
        backward(loss);
        optimizer.step();
      }
      last.push_back(value / kBatches);
    }
  }
  expect_all("the mean losses of two epochs on the GPU, in float64", mine.losses, right.losses)
      .if_equal(last, "only the last batch's loss is in the sum")
      .if_equal(by_hand(kEpochs, Way::kOldGradients).losses,
                "the gradients of the batches before are still there: forget them")
      .if_equal(by_hand(kEpochs, Way::kUpdateFirst).losses,
                "the update came before its gradients: it used those of nobody");
  if (HasFailure()) return;
  expect_all("the parameters after it", mine.parameters, right.parameters);
}

TEST_F(TrainOnTheGpu, Float32IsAsGoodAsTheCpus) {
  const Training exact = by_hand(2), here = trained(float32, cpu, 2),
                 there = trained(float32, gpu, 2);
  for (std::size_t i = 0; i < exact.losses.size(); ++i)
    EXPECT_LE(std::abs(there.losses[i] - exact.losses[i]),
              2 * std::abs(here.losses[i] - exact.losses[i]) + 1e-6)
        << "epoch " << i;
}

TEST_F(TrainOnTheGpu, TheCpuDoesNotWait) {
  Mlp model(float32, gpu);
  optim::SGD optimizer(model.parameters(), {.lr = 0.3});
  const Points points(float32);
  const data::DataLoader loader(points, on(gpu));
  count_copies();
  gradus::cuda::train_epoch(model, optimizer, nn::cross_entropy, loader, 0);
  gradus::register_device(gpu, [] {
    gradus::DeviceInfo info = gradus::info(gpu);
    info.copy_to_cpu = plain_copy;
    return info;
  }());
  expect("numbers read back from the GPU in an epoch of 4 batches", copies, 1)
      .if_true(copies >= kBatches - 1,
               "something is read after every batch, and the CPU waits for the GPU each time");
}

TEST_F(TrainOnTheGpu, NoMallocAfterTheTenthStep) {
  Mlp model(float32, gpu);
  optim::AdamW optimizer(model.parameters(), {.lr = 0.01});
  const Points points(float32);
  const data::DataLoader loader(points, on(gpu));
  std::int64_t after_ten = 0;
  for (int epoch = 0; epoch < 5; ++epoch) {
    gradus::cuda::train_epoch(model, optimizer, nn::cross_entropy, loader, epoch);
    if ((epoch + 1) * kBatches <= 12) after_ten = gradus::cuda::allocator().statistics().mallocs;
  }
  EXPECT_EQ(gradus::cuda::allocator().statistics().mallocs, after_ten)
      << "cudaMalloc was called after the tenth step";
}

TEST_F(TrainOnTheGpu, TwoRunsAreEqualBitForBit) {
  const Training first = trained(float32, gpu, 2), second = trained(float32, gpu, 2);
  EXPECT_EQ(first.losses, second.losses);
  EXPECT_EQ(first.parameters, second.parameters);
}

TEST_F(TrainOnTheGpu, AModelMovesWithItsOptimizer) {
  const Points points(float64);
  const auto go_on = [&](Device device) {
    Mlp model(float64, cpu);
    auto optimizer =
        std::make_unique<optim::AdamW>(model.parameters(), optim::AdamOptions{.lr = 0.05});
    gradus::cuda::train_epoch(model, *optimizer, nn::cross_entropy,
                              data::DataLoader(points, on(cpu)), 0);
    // Other tensors now: an optimizer of theirs takes over what the first one remembers.
    model.to(device);
    auto moved = std::make_unique<optim::AdamW>(model.parameters(), optim::AdamOptions{.lr = 0.05});
    moved->load_state_dict(optimizer->state_dict());
    gradus::cuda::train_epoch(model, *moved, nn::cross_entropy,
                              data::DataLoader(points, on(device)), 1);
    return parameters_of(model);
  };
  expect_all("parameters after an epoch on the CPU and one on the GPU", go_on(gpu), go_on(cpu));
}

TEST_F(TrainOnTheGpu, MixedDevicesAreAnError) {
  Mlp model(float32, gpu);
  optim::SGD optimizer(model.parameters(), {.lr = 0.3});
  const Points points(float32);
  const data::DataLoader loader(points, on(cpu));
  const std::string message = trouble_of(
      [&] { gradus::cuda::train_epoch(model, optimizer, nn::cross_entropy, loader, 0); });
  EXPECT_TRUE(mentions(message, "different devices: cpu and cuda")) << message;
  EXPECT_TRUE(mentions(message, "to(device)")) << message;
}

TEST_F(TrainOnTheGpu, ALossThatIsNoNumber) {
  Mlp model(float32, gpu);
  optim::SGD optimizer(model.parameters(), {.lr = 0.3});
  const Points points(float32);
  const data::DataLoader loader(points, on(gpu));
  const std::string message = trouble_of([&] {
    const auto nothing = [](const Tensor& output, const Tensor& targets) {
      return nn::cross_entropy(output, targets) * std::nan("");
    };
    gradus::cuda::train_epoch(model, optimizer, nothing, loader, 0);
  });
  EXPECT_TRUE(mentions(message, "epoch 0 is nan")) << message;
}
