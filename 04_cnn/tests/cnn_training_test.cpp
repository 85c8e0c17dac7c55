// The whole chapter together: a CNN learns from digits that are changed at random, and does so
// again bit for bit; another number of threads changes the rounding and nothing else.
#include <gradus/cnn/augmented.h>
#include <gradus/cnn/cnn_classifier.h>
#include <gradus/cnn/dropout2d.h>
#include <gradus/common/threads.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/creation.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using gradus::Index;
using gradus::Tensor;
namespace data = gradus::data;
namespace nn = gradus::nn;
using Numbers = std::vector<double>;

namespace {

constexpr Index kImages = 200, kBatch = 32;  // seven batches, the last one of eight

struct Threads {
  explicit Threads(int count) { gradus::set_num_threads(count); }
  ~Threads() { gradus::set_num_threads(before); }
  int before = gradus::num_threads();
};

data::Augmented changed(const data::ImageDataset& digits, std::uint64_t seed) {
  return {digits,
          seed,
          data::RandomAffine({.degrees = 10, .min_scale = 0.9, .max_scale = 1.1}),
          data::RandomCrop(2),
          data::RandomHorizontalFlip(),
          data::Cutout(4)};
}

// Everything that a network holds, after two epochs.
template <class Optimizer, class Options>
std::map<std::string, Numbers> trained(const data::ImageDataset& digits, std::uint64_t seed,
                                       const Options& options, int prefetch = 0) {
  nn::CnnClassifier model(nn::CnnSizes(), 0.3, seed);
  const data::Augmented train = changed(digits, seed);
  const data::DataLoader loader(
      train, {.batch_size = kBatch, .shuffle = true, .seed = seed, .prefetch = prefetch});
  Optimizer optimizer(model.parameters(), options);
  nn::Trainer trainer(model, optimizer, nn::cross_entropy);
  for (int epoch = 0; epoch < 2; ++epoch)
    for (const data::Batch& batch : loader.epoch(epoch)) trainer.step(batch.inputs, batch.targets);
  std::map<std::string, Numbers> state;
  for (const auto& [name, tensor] : model.state_dict()) state[name] = tensor.to_vector();
  return state;
}

}  // namespace

TEST(CnnTraining, OneSeedGivesTheSameBits) {
  using gradus::optim::AdamW;
  const gradus::optim::AdamOptions options{.lr = 0.004};
  const data::ImageDataset digits = data::synthetic_digits(kImages, 1);
  for (int threads : {1, 2, 3}) {
    const Threads some(threads);
    const auto once = trained<AdamW>(digits, 5, options),
               again = trained<AdamW>(digits, 5, options),
               ahead = trained<AdamW>(digits, 5, options, 2);
    EXPECT_EQ(once, again) << threads << " threads";
    EXPECT_EQ(once, ahead) << "prepared ahead, " << threads << " threads";
  }
  EXPECT_NE(trained<AdamW>(digits, 5, options), trained<AdamW>(digits, 6, options));
}

TEST(CnnTraining, ThreadsChangeNoRandomNumber) {
  const data::ImageDataset digits = data::synthetic_digits(kImages, 1);
  std::vector<Index> samples;
  for (Index i = 0; i < kImages; ++i) samples.push_back((i * 7) % kImages);
  std::vector<std::vector<Numbers>> seen;
  for (int threads : {1, 2, 3}) {
    const Threads some(threads);
    std::vector<Numbers>& numbers = seen.emplace_back();
    const data::Augmented train = changed(digits, 5);
    for (int epoch : {0, 1})
      numbers.push_back(train.training_batch(samples, epoch).inputs.to_vector());
    nn::Dropout dropout(0.3, 5);
    nn::Dropout2d channels(0.3, 5);
    for (int call = 0; call < 2; ++call) {
      numbers.push_back(dropout(gradus::ones({300, 128})).to_vector());
      numbers.push_back(channels(gradus::ones({40, 64, 3, 3})).to_vector());
    }
    for (const Tensor& parameter : nn::CnnClassifier(nn::CnnSizes(), 0.3, 5).parameters())
      numbers.push_back(parameter.to_vector());
  }
  EXPECT_NE(seen[0][0], seen[0][1]) << "each epoch changes the images in another way";
  EXPECT_NE(seen[0][2], seen[0][4]) << "each call draws another mask";
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST(CnnTraining, ThreadsChangeWeightsByRoundingOnly) {
  const data::ImageDataset digits = data::synthetic_digits(kImages, 1);
  const gradus::optim::SGDOptions options{.lr = 0.02};
  std::vector<std::map<std::string, Numbers>> states;
  for (int threads : {1, 2, 3}) {
    const Threads some(threads);
    states.push_back(trained<gradus::optim::SGD>(digits, 5, options));
  }
  for (const auto& state : {states[1], states[2]})
    for (const auto& [name, numbers] : states[0]) {
      double most = 0, difference = 0;
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        most = std::max(most, std::abs(numbers[i]));
        difference = std::max(difference, std::abs(numbers[i] - state.at(name)[i]));
      }
      EXPECT_LE(difference, 1e-5 * most) << name << ": measured were 6e-7";
    }
}
