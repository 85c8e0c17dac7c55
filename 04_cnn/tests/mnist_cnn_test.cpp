#include <gradus/cnn/cnn_classifier.h>
#include <gradus/cnn/fit.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/softmax.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../../03_layers/tests/small_digits.h"
#include "../../03_layers/tests/support.h"

using gradus::Index;
using gradus::NoGrad;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
namespace data = gradus::data;
namespace nn = gradus::nn;
using nn::BatchNorm2d;
using nn::CnnClassifier;
using nn::CnnSizes;
using nn::Conv2d;
using Numbers = std::vector<double>;

namespace {

constexpr CnnSizes kSmall{
    .height = 9, .width = 8, .channels = {2, 4, 4, 5}, .hidden = 6, .classes = 3};

// A network in float64 whose batch norms are no longer as they began.
struct Small : CnnClassifier {
  explicit Small(double dropout_share = 0.5, const CnnSizes& sizes = kSmall)
      : CnnClassifier(sizes, dropout_share, 7) {
    to(gradus::float64);
    int layer = 0;
    for (BatchNorm2d* norm : {&norm1, &norm2, &norm3}) {
      const Index channels = norm->weight->numel();
      ++layer;
      for (Index c = 0; c < channels; ++c) {
        const double place = static_cast<double>(c + layer) / static_cast<double>(channels);
        norm->weight->data<double>()[c] = 0.5 + place;
        norm->bias->data<double>()[c] = 0.3 - 0.4 * place;
        norm->running_mean.data<double>()[c] = 0.2 * place - 0.1;
        norm->running_var.data<double>()[c] = 0.5 + place * place;
      }
    }
  }
};

Tensor images_for(const CnnSizes& sizes, Index count) {
  return random_tensor({count, sizes.channels[0], sizes.height, sizes.width}, "images");
}

// What `f` gives, or what it complains of.
template <class F>
Numbers numbers_of(F f, std::string& problem) {
  try {
    return f().to_vector();
  } catch (const gradus::Error& error) {
    problem = error.what();
    return {};
  }
}

}  // namespace

TEST(MnistCnn, WhatIsLeftOfAnImage) {
  Numbers actual, expected, product_first, one_pooling, no_pooling, one_channel, rounded_up;
  for (const auto& [height, width] : {std::pair<Index, Index>{28, 28}, {7, 9}, {30, 13}, {6, 4}}) {
    const CnnSizes sizes{.height = height, .width = width, .channels = {1, 8, 16, 3}};
    const Tensor maps = gradus::zeros({1, 3, height, width});
    actual.push_back(static_cast<double>(sizes.flat()));
    expected.push_back(static_cast<double>(nn::max_pool2d(nn::max_pool2d(maps)).numel()));
    product_first.push_back(static_cast<double>(3 * (height * width / 16)));
    one_pooling.push_back(static_cast<double>(3 * (height / 2) * (width / 2)));
    no_pooling.push_back(static_cast<double>(3 * height * width));
    one_channel.push_back(expected.back() / 3);
    rounded_up.push_back(static_cast<double>(3 * ((height + 3) / 4) * ((width + 3) / 4)));
  }
  expect_all("numbers left of images of 28 x 28, 7 x 9, 30 x 13 and 6 x 4, in 3 channels", actual,
             expected)
      .if_equal(product_first,
                "the area was divided by 16; rows and columns lose their remainders one by one")
      .if_equal(one_pooling, "this is what one pooling leaves; there are two")
      .if_equal(no_pooling, "nothing was pooled")
      .if_equal(one_channel, "these are the places; each has a number for every channel")
      .if_equal(rounded_up, "a window that does not fit whole gives no output: rounded up");
}

TEST(MnistCnn, CountsWhatIsLearned) {
  const Index flat = 64 * 7 * 7, hidden = 128, classes = 10;
  const double weights = 9 * (1 * 32 + 32 * 32 + 32 * 64), channels = 32 + 32 + 64,
               linear = static_cast<double>(hidden * flat + classes * hidden),
               biases = static_cast<double>(hidden + classes);
  const double all = weights + 2 * channels + linear + biases;
  expect("numbers that the network for MNIST learns", static_cast<double>(CnnSizes().parameters()),
         all)
      .if_equal(all + channels, "a convolution before batch norm has no bias")
      .if_equal(all + 2 * channels,
                "running means and variances are not learned: the optimizer does not see them")
      .if_equal(all - 2 * channels, "batch norm learns a weight and a bias for each channel")
      .if_equal(all - channels, "batch norm has two numbers for each channel, not one")
      .if_equal(all - biases, "the linear layers have a bias for each output")
      .if_equal(all - weights + 9 * channels,
                "a filter has a window of weights for each channel that comes in")
      .if_equal(all - weights * 2 / 3, "a window of 3 x 3 has nine weights");
  CnnClassifier model{CnnSizes()};
  Numbers seen;
  for (const Tensor& parameter : model.parameters())
    seen.push_back(static_cast<double>(parameter.numel()));
  EXPECT_EQ(seen.size(), 13u) << "3 filters, 3 times 2 of batch norm, 2 times 2 of linear layers";
  double total = 0;
  for (double count : seen) total += count;
  expect("numbers that the optimizer sees", total, all);
  CnnClassifier small(kSmall);
  expect("for other sizes", static_cast<double>(kSmall.parameters()),
         static_cast<double>(small.num_parameters()));
}

TEST(MnistCnn, ThreeBlocks) {
  Small model;
  model.eval();
  const NoGrad off;
  const Tensor images = images_for(kSmall, 3);
  const auto block = [](BatchNorm2d& norm, Conv2d& conv, const Tensor& x) {
    return relu(norm(conv(x)));
  };
  const auto pool = [](const Tensor& x) { return nn::max_pool2d(x); };
  const auto network = [&](auto step, BatchNorm2d& second, auto pool1, auto pool2, auto pool3) {
    Tensor x = pool1(step(model.norm1, model.conv1, images));
    x = pool2(step(second, model.conv2, x));
    return pool3(step(model.norm3, model.conv3, x)).to_vector();
  };
  const auto keep = [](const Tensor& x) { return x; };
  const auto mean = [](const Tensor& x) { return nn::avg_pool2d(x); };
  std::string problem;
  const Numbers actual = numbers_of([&] { return model.features(images); }, problem);
  const auto plain = [](BatchNorm2d& norm, Conv2d& conv, const Tensor& x) { return norm(conv(x)); };
  const auto not_normalised = [](BatchNorm2d&, Conv2d& conv, const Tensor& x) {
    return relu(conv(x));
  };
  const auto relu_first = [](BatchNorm2d& norm, Conv2d& conv, const Tensor& x) {
    return norm(relu(conv(x)));
  };
  expect_all("features of 3 images of 9 x 8: [3, 5, 2, 2]", actual,
             network(block, model.norm2, pool, pool, keep), 1e-9)
      .if_true(!problem.empty(), problem)
      .if_equal(network(plain, model.norm2, pool, pool, keep),
                "there is no ReLU: three convolutions in a row are one convolution")
      .if_equal(network(block, model.norm1, pool, pool, keep),
                "the second block was normalised by norm1: each block has a batch norm of its own")
      .if_equal(network(not_normalised, model.norm2, pool, pool, keep), "nothing was normalised")
      .if_equal(network(relu_first, model.norm2, pool, pool, keep),
                "ReLU came before batch norm; then batch norm undoes what ReLU did to the mean")
      .if_equal(network(block, model.norm2, pool, pool, pool),
                "the third block was pooled as well: only the first two are")
      .if_equal(network(block, model.norm2, pool, keep, keep), "the second block was not pooled")
      .if_equal(network(block, model.norm2, keep, keep, keep), "no block was pooled")
      .if_equal(network(block, model.norm2, mean, mean, keep),
                "these are the means of the windows; max-pooling takes the largest");
}

TEST(MnistCnn, EveryParameterGetsAGradient) {
  Small model;
  const Tensor images = images_for(kSmall, 4), labels = random_labels(4, 3, "labels");
  std::string problem;
  try {
    backward(nn::cross_entropy(model(images), labels));
  } catch (const gradus::Error& error) {
    problem = error.what();
  }
  EXPECT_EQ(problem, "");
  if (!problem.empty()) return;
  for (const auto& [name, parameter] : model.named_parameters())
    EXPECT_TRUE(parameter.grad().defined())
        << name
        << " gets no gradient.\n  Likely cause: it has no part in the scores; what computes "
        << "in its place is not registered, and the optimizer never sees it";
}

TEST(MnistCnn, Scores) {
  Small model;
  model.eval();
  const NoGrad off;
  const Tensor images = images_for(kSmall, 3);
  std::string problem;
  const Numbers actual = numbers_of([&] { return model(images); }, problem);
  // Of the model's own features: this test is about what stands behind them.
  const Numbers features = numbers_of([&] { return model.features(images); }, problem);
  if (static_cast<Index>(features.size()) != 3 * model.fc1.weight.size(1)) {
    ADD_FAILURE() << "fc1 takes " << model.fc1.weight.size(1)
                  << " numbers of each image, and the features of 3 images are " << features.size()
                  << " numbers " << problem;
    return;
  }
  const Tensor x = Tensor::of(features, {3, model.fc1.weight.size(1)}, gradus::float64);
  const Tensor scores = model.fc2(relu(model.fc1(x)));
  expect_all("scores of 3 images", actual, scores.to_vector(), 1e-9)
      .if_true(!problem.empty(),
               "the images were not kept apart, or the sizes do not fit: " + problem)
      .if_equal(model.fc2(model.fc1(x)).to_vector(),
                "there is no ReLU between the linear layers, so they are one linear layer")
      .if_equal(relu(scores).to_vector(),
                "there is a ReLU behind the last layer: negative scores are lost")
      .if_equal(nn::softmax(scores, 1).to_vector(),
                "these are probabilities; the loss takes the softmax itself, and would take it "
                "twice");
}

TEST(MnistCnn, HiddenNumbersAreDroppedWhileItTrains) {
  Small model;
  const NoGrad off;
  // Every hidden number 1, every score their mean: so the scores say what was dropped.
  const Index hidden = kSmall.hidden;
  model.load_state_dict([&] {
    nn::StateDict state = model.state_dict();
    state["fc1.weight"] = gradus::zeros({hidden, kSmall.flat()});
    state["fc1.bias"] = gradus::ones({hidden});
    state["fc2.weight"] = gradus::ones({kSmall.classes, hidden}) / static_cast<double>(hidden);
    state["fc2.bias"] = gradus::zeros({kSmall.classes});
    return state;
  }());
  constexpr Index kImages = 8;
  std::string problem;
  const Numbers scores = numbers_of([&] { return model(images_for(kSmall, kImages)); }, problem);
  ASSERT_EQ(scores.size(), static_cast<std::size_t>(kImages * kSmall.classes)) << problem;
  expect("masks drawn for one batch", model.dropout.step.item(), 1)
      .if_equal(0, "nothing was dropped: where is `dropout`?");
  constexpr double kClose = 1e-5;  // zeros() and ones() are float32
  const bool all_one =
      std::ranges::all_of(scores, [](double s) { return std::abs(s - 1) < kClose; });
  bool equal_in_rows = true;
  for (std::size_t i = 0; i < scores.size(); ++i)
    equal_in_rows &= std::abs(scores[i] - scores[i / 3 * 3]) < kClose;
  if (model.dropout.step.item() == 0) return;
  EXPECT_TRUE(!all_one && equal_in_rows)
      << (all_one ? "all hidden numbers arrived at fc2: what was dropped stands before fc1"
                  : "the scores themselves were dropped: dropout stands behind fc2");
}

TEST(MnistCnn, TooSmallAnImage) {
  std::string message = "no error";
  try {
    CnnClassifier({.height = 3, .width = 28});
  } catch (const gradus::Error& error) {
    message = error.what();
  }
  EXPECT_EQ(message,
            "CnnClassifier: of images of 3 x 28 two poolings leave nothing; they need at least 4 "
            "rows and columns");
}

namespace {

// A data set that remembers what it was asked.
class Witness : public data::Dataset {
 public:
  explicit Witness(data::TensorDataset samples) : samples_(std::move(samples)) {}
  Index size() const override { return samples_.size(); }
  data::Batch batch(std::span<const Index> samples) const override {
    return samples_.batch(samples);
  }
  data::Batch training_batch(std::span<const Index> samples, std::int64_t epoch) const override {
    epochs.push_back(static_cast<double>(epoch));
    return samples_.batch(samples);
  }
  mutable Numbers epochs;  // of each training batch

 private:
  data::TensorDataset samples_;
};

constexpr CnnSizes kTiny{
    .height = 4, .width = 5, .channels = {1, 2, 2, 3}, .hidden = 4, .classes = 3};
constexpr nn::FitOptions kOptions{.epochs = 3, .batch_size = 4, .lr = 0.02};
constexpr Index kSamples = 10;  // three batches, the last one of two

Witness some_images(const std::string& name, Index count = kSamples) {
  return Witness({random_tensor({count, 1, 4, 5}, name, gradus::float32),
                  random_labels(count, 3, name + " labels")});
}

// The same training, with the schedule moved on after each step, each epoch, or never.
enum class Moved { kEachStep, kEachEpoch, kNever };
Numbers weights_by_hand(const data::Dataset& train, Moved moved) {
  CnnClassifier model(kTiny, 0.25, 3);
  const data::DataLoader loader(
      train, {.batch_size = kOptions.batch_size, .shuffle = true, .seed = kOptions.seed});
  gradus::optim::AdamW optimizer(
      model.parameters(),
      {.lr = kOptions.lr, .beta2 = kOptions.beta2, .weight_decay = kOptions.weight_decay});
  gradus::optim::OneCycleLR schedule(optimizer, kOptions.lr, kOptions.epochs * loader.batches(),
                                     {.pct_start = 0.2, .div_factor = 10});
  nn::Trainer trainer(model, optimizer, nn::cross_entropy);
  for (int epoch = 0; epoch < kOptions.epochs; ++epoch) {
    for (const data::Batch& batch : loader.epoch(epoch)) {
      trainer.step(batch.inputs, batch.targets);
      if (moved == Moved::kEachStep) schedule.step();
    }
    if (moved == Moved::kEachEpoch) schedule.step();
  }
  return model.fc1.weight.to_vector();
}

}  // namespace

TEST(MnistCnn, FitMeasuresOnWhatItDoesNotLearnFrom) {
  const Witness train = some_images("train"), held_out = some_images("held out", 16);
  CnnClassifier model(kTiny, 0.25, 3);
  const std::vector<nn::FitEpoch> epochs = nn::fit(model, train, held_out, kOptions);
  ASSERT_EQ(epochs.size(), 3u) << "one entry for each epoch";
  const nn::Evaluation known = nn::evaluate(model, train), unknown = nn::evaluate(model, held_out);
  expect_all("loss and accuracy after the last epoch", Numbers{epochs[2].loss, epochs[2].accuracy},
             Numbers{unknown.loss, unknown.accuracy})
      .if_equal(Numbers{known.loss, known.accuracy},
                "this is how well it knows the images that it learned from; held_out tells how "
                "well it reads others");
  expect("masks drawn in 9 steps", model.dropout.step.item(), 9)
      .if_true(model.dropout.step.item() > 9,
               "the network was in training mode while it was measured: its dropout dropped, and "
               "its batch norm learned from the held-out images");
  EXPECT_TRUE(held_out.epochs.empty())
      << "the held-out images were asked for as training_batch(): they would be augmented too";
  EXPECT_TRUE(model.training()) << "measuring left the network in evaluation mode";
}

TEST(MnistCnn, FitMeasuresAfterLearning) {
  const Witness train = some_images("train"), held_out = some_images("held out", 16);
  CnnClassifier model(kTiny, 0.25, 3);
  const nn::Evaluation before = nn::evaluate(model, held_out);
  const std::vector<nn::FitEpoch> epochs =
      nn::fit(model, train, held_out, {.epochs = 1, .batch_size = 4, .lr = 0.02});
  ASSERT_EQ(epochs.size(), 1u);
  expect("the held-out loss after the only epoch", epochs[0].loss,
         nn::evaluate(model, held_out).loss)
      .if_equal(before.loss, "this is the loss before the first step: measured too early");
}

TEST(MnistCnn, FitTellsTheDataSetWhichEpochItIs) {
  const Witness train = some_images("train"), held_out = some_images("held out");
  CnnClassifier model(kTiny, 0.25, 3);
  nn::fit(model, train, held_out, kOptions);
  expect_all("the epochs of nine training batches", train.epochs,
             Numbers{0, 0, 0, 1, 1, 1, 2, 2, 2})
      .if_equal(0.0, "every epoch was epoch 0 to the loader: the same order, and the same shifts")
      .if_true(train.epochs.empty(),
               "the training set was asked for batch() only: nothing would be augmented");
}

TEST(MnistCnn, FitMovesTheRateAfterEachStep) {
  const Witness train = some_images("train"), held_out = some_images("held out");
  CnnClassifier model(kTiny, 0.25, 3);
  nn::fit(model, train, held_out, kOptions);
  expect_all("weights of fc1 after three epochs", model.fc1.weight.to_vector(),
             weights_by_hand(train, Moved::kEachStep), 0)
      .if_equal(weights_by_hand(train, Moved::kEachEpoch),
                "the schedule moved once an epoch; it was made for steps")
      .if_equal(weights_by_hand(train, Moved::kNever),
                "the schedule never moved: the rate stayed at a tenth of its peak");
}

TEST(MnistCnn, FitGivesTheMeanLoss) {
  const Witness train = some_images("train"), held_out = some_images("held out");
  // With so small a rate the weights stay as they are, and each batch can be looked at again.
  const nn::FitOptions still{.epochs = 1, .batch_size = 4, .lr = 1e-20};
  CnnClassifier model(kTiny, 0, 3);
  const std::vector<nn::FitEpoch> epochs = nn::fit(model, train, held_out, still);
  ASSERT_EQ(epochs.size(), 1u);
  const data::DataLoader loader(train, {.batch_size = 4, .shuffle = true, .seed = still.seed});
  double sum = 0, sum_of_means = 0, last = 0;
  const NoGrad off;
  for (const data::Batch& batch : loader.epoch(0)) {
    last = nn::cross_entropy(model(batch.inputs), batch.targets).item();
    sum_of_means += last;
    sum += last * static_cast<double>(batch.size());
  }
  expect("the training loss of 10 samples in batches of 4, 4 and 2", epochs[0].train_loss,
         sum / kSamples, 1e-6)
      .if_equal(sum_of_means / 3, "the mean of the batches' means: the last batch is smaller")
      .if_equal(sum, "the sum over the samples; its mean was asked for")
      .if_equal(sum_of_means, "the batches' means were added up")
      .if_equal(sum_of_means / kSamples,
                "trainer.step gives the mean of its batch; times its size it is the sum")
      .if_equal(last, "only the last batch was counted")
      .if_equal(last * 2 / kSamples, "only the last batch was counted");
}

TEST(MnistCnn, LearnsToReadSmallDigits) {
  const data::ImageDataset train = gradus::testing::small_digits(800, 1, 8, 8),
                           held_out = gradus::testing::small_digits(200, 2, 8, 8);
  CnnClassifier model({.height = 8, .width = 8, .channels = {1, 8, 12, 16}, .hidden = 32}, 0.1, 1);
  const std::vector<nn::FitEpoch> epochs =
      nn::fit(model, train, held_out, {.epochs = 5, .batch_size = 20, .lr = 0.01});
  ASSERT_EQ(epochs.size(), 5u);
  EXPECT_GT(epochs.back().accuracy, 0.85) << "of 200 digits that it has not seen";
  EXPECT_LT(epochs.back().train_loss, epochs.front().train_loss);
}
