// The whole chapter together: a network learns generated digits, and does so again bit for bit.
#include <gradus/common/threads.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/layers/training.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

using gradus::Index;
using gradus::Tensor;
using gradus::data::DataLoader;
using gradus::data::ImageDataset;
using gradus::data::synthetic_digits;
namespace nn = gradus::nn;

namespace {

// A network in training, which can stop after any step.
struct Training {
  nn::Sequential model{nn::Flatten(), nn::Linear(784, 64), nn::ReLU(), nn::Linear(64, 10)};
  DataLoader loader;
  std::unique_ptr<gradus::optim::AdamW> optimizer;
  std::unique_ptr<gradus::optim::OneCycleLR> schedule;
  Index epochs, step = 0;

  Training(const ImageDataset& images, Index epoch_count, std::uint64_t seed, int prefetch = 0)
      : loader(images, {.batch_size = 64, .shuffle = true, .seed = seed, .prefetch = prefetch}),
        epochs(epoch_count) {
    model.reset_parameters(seed);
    optimizer = std::make_unique<gradus::optim::AdamW>(model.parameters());
    schedule =
        std::make_unique<gradus::optim::OneCycleLR>(*optimizer, 0.01, epochs * loader.batches());
  }

  void train_until(Index last) {
    nn::Trainer trainer(model, *optimizer, nn::cross_entropy);
    while (step < last) {
      const Index epoch = step / loader.batches();
      for (const auto& batch : loader.epoch(epoch, step % loader.batches())) {
        trainer.step(batch.inputs, batch.targets);
        schedule->step();
        if (++step == last) return;
      }
    }
  }
  void train() { train_until(epochs * loader.batches()); }

  std::vector<double> weights() {
    std::vector<double> all;
    for (const Tensor& parameter : model.parameters())
      for (double value : parameter.to_vector()) all.push_back(value);
    return all;
  }
};

}  // namespace

TEST(SyntheticDigits, AreAFunctionOfSeedAndNumber) {
  const ImageDataset ten = synthetic_digits(10, 7), later = synthetic_digits(4, 7, 6),
                     other = synthetic_digits(10, 8);
  for (Index i = 0; i < 4; ++i) {
    EXPECT_TRUE(std::ranges::equal(ten.pixels(6 + i), later.pixels(i)));
    EXPECT_EQ(ten.label(6 + i), later.label(i));
  }
  EXPECT_FALSE(std::ranges::equal(ten.pixels(0), other.pixels(0)));
  const int before = gradus::num_threads();
  gradus::set_num_threads(3);
  const ImageDataset again = synthetic_digits(10, 7);
  for (Index i = 0; i < 10; ++i) EXPECT_TRUE(std::ranges::equal(ten.pixels(i), again.pixels(i)));
  gradus::set_num_threads(before);
}

TEST(SyntheticDigits, LookLikeMnist) {
  const ImageDataset images = synthetic_digits(500, 3);
  std::set<Index> labels;
  for (Index i = 0; i < images.size(); ++i) {
    labels.insert(images.label(i));
    const auto pixels = images.pixels(i);
    const auto bright = std::ranges::count_if(pixels, [](int pixel) { return pixel > 128; });
    EXPECT_GT(bright, 10) << "image " << i;
    EXPECT_LT(bright, 350) << "image " << i;
    EXPECT_EQ(pixels[0], 0) << "the corners stay black";
  }
  EXPECT_EQ(labels.size(), 10u);
  EXPECT_NEAR(images.normalization().mean, 0.13, 0.05) << "MNIST's is 0.131";
  EXPECT_NEAR(images.normalization().stddev, 0.31, 0.05) << "MNIST's is 0.308";
}

TEST(Digits, AreLearned) {
  const gradus::data::Mnist digits = gradus::data::synthetic_mnist(3000, 1000, 1);
  Training run(digits.train, 4, 1);
  run.train();
  EXPECT_GT(nn::evaluate(run.model, digits.test).accuracy, 0.95);
}

TEST(Digits, EqualSeedsEqualBits) {
  const ImageDataset images = synthetic_digits(500, 1);
  Training one(images, 2, 5), two(images, 2, 5), ahead(images, 2, 5, 2), other(images, 2, 6);
  for (Training* run : {&one, &two, &ahead, &other}) run->train();
  EXPECT_EQ(one.weights(), two.weights());
  EXPECT_EQ(one.weights(), ahead.weights()) << "prefetching changes nothing";
  EXPECT_NE(one.weights(), other.weights());
}

TEST(Digits, ResumeAfterAnyStepEqualBits) {
  const ImageDataset images = synthetic_digits(500, 1);
  Training whole(images, 2, 5);
  whole.train();
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) / ("gradus-digits-" + std::to_string(::getpid()));
  for (Index stop : {1, 7, 8, 11}) {  // an epoch has 8 steps
    Training first(images, 2, 5);
    first.train_until(stop);
    nn::Checkpoint(first.model, *first.optimizer, {{"step", std::to_string(stop)}}).save(path);
    Training second(images, 2, 5);
    const nn::Checkpoint checkpoint = nn::Checkpoint::load(path);
    checkpoint.restore(second.model, *second.optimizer);
    second.step = std::stoi(checkpoint.note("step"));
    second.schedule->go_to(second.step);
    second.train();
    EXPECT_EQ(second.weights(), whole.weights()) << "stopped after step " << stop;
  }
  std::filesystem::remove(path);
}

TEST(Digits, AThousandStepsLeaveNothingBehind) {
  const ImageDataset images = synthetic_digits(64, 1);
  Training run(images, 1000, 5);
  run.train_until(10);
  const auto bytes = gradus::memory_use(gradus::cpu).live;
  run.train();
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes);
}
