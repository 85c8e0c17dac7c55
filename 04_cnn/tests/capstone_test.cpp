#include <gradus/cnn/own_cnn.h>
#include <gradus/common/error.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "../../03_layers/tests/small_digits.h"

using gradus::Index;
using gradus::Tensor;
using gradus::data::ImageDataset;
using gradus::testing::small_digits;
namespace data = gradus::data;
namespace nn = gradus::nn;

namespace {

constexpr Index kHeight = 12, kWidth = 10, kMostParameters = 2500;

// The network, or none and why.
struct Answer {
  std::unique_ptr<nn::Module> network;
  std::string problem;
};
Answer learn(const ImageDataset& digits, Index most_parameters, std::uint64_t seed) {
  try {
    Answer answer{nn::learn_to_see(digits, most_parameters, seed), ""};
    if (!answer.network) answer.problem = "learn_to_see gives no network back";
    return answer;
  } catch (const gradus::Error& error) {
    return {nullptr, std::string("learning stopped: ") + error.what()};
  }
}

// Learned once, looked at by several tests. A multilayer perceptron with 64 hidden numbers, 8,394
// parameters, reads 64 % of such digits after learning from 1,000.
struct Lesson {
  ImageDataset train = small_digits(800, 1, kHeight, kWidth),
               test = small_digits(500, 2, kHeight, kWidth);
  Answer answer = learn(train, kMostParameters, 1);
};
const Lesson& lesson() {
  static const Lesson only;
  return only;
}

data::Batch everything(const ImageDataset& digits) {
  std::vector<Index> all(static_cast<std::size_t>(digits.size()));
  std::iota(all.begin(), all.end(), Index{0});
  return digits.batch(all);
}

// How many of the digits it would read right in a mirror.
double accuracy_in_a_mirror(nn::Module& network, const ImageDataset& digits) {
  const data::Batch batch = everything(digits);
  const data::TensorDataset mirrored(flip(batch.inputs, {3}), batch.targets);
  return nn::evaluate(network, mirrored).accuracy;
}

// Whether what the network says to an image half-way between two is half-way between what it says
// to them.
bool is_linear(nn::Module& network, const ImageDataset& digits) {
  const gradus::NoGrad guard;
  const Tensor a = everything(digits.part(0, 10)).inputs,
               b = everything(digits.part(digits.size() - 10, digits.size())).inputs;
  const std::vector<double> between = network((a + b) * 0.5).to_vector(),
                            expected = ((network(a) + network(b)) * 0.5).to_vector();
  for (std::size_t i = 0; i < between.size(); ++i)
    if (!gradus::testing::close(between[i], expected[i], 1e-3)) return false;
  return true;
}

std::string cause_of_errors(nn::Module& network, const Lesson& lesson) {
  const nn::Evaluation known = nn::evaluate(network, lesson.train),
                       unknown = nn::evaluate(network, lesson.test);
  const auto zeros = std::ranges::count(unknown.predicted, Index{0});
  const auto many = static_cast<std::ptrdiff_t>(lesson.test.size() / 4);  // a tenth would be right
  const std::vector<Tensor> parameters = network.parameters();
  if (!std::isfinite(known.loss))
    return "its scores are not finite numbers: were the steps too long?";
  if (std::ranges::none_of(parameters, [](const Tensor& p) { return p.dim() == 4; }))
    return "it has no convolution: what it learns of a digit at one place tells it nothing of the "
           "same digit at another";
  if (is_linear(network, lesson.train))
    return "it is a linear map: what stands between its layers?";
  if (std::abs(known.loss - std::log(10)) < 0.05 && known.accuracy < 0.2)
    return "its loss is that of a network that knows nothing: is it the one that was trained, and "
           "does the optimizer have its parameters?";
  if (zeros > many)
    return "it takes far too many digits for zeros, which come first in the data set: did it see "
           "only the first part?";
  if (unknown.accuracy > 0.5 && accuracy_in_a_mirror(network, lesson.test) > unknown.accuracy - 0.1)
    return "it reads digits in a mirror as well, and a 2 in a mirror is nearly a 5: were they "
           "flipped while it learned?";
  return "of the images that it learned from it reads no more than " +
         std::to_string(std::lround(100 * known.accuracy)) +
         " % either: it had not finished learning, or it is smaller than it may be";
}

}  // namespace

TEST(Capstone, ReadsDigitsWhereverTheyStand) {
  const Lesson& all = lesson();
  ASSERT_TRUE(all.answer.network) << all.answer.problem;
  nn::Module& network = *all.answer.network;
  const double accuracy = nn::evaluate(network, all.test).accuracy;
  if (accuracy < 0.9)
    ADD_FAILURE() << "of 500 images that it has not seen, the network reads "
                  << std::lround(100 * accuracy)
                  << " % right, not 90 %\n  Likely cause: " << cause_of_errors(network, all);
}

TEST(Capstone, KeepsToTheLimit) {
  ASSERT_TRUE(lesson().answer.network) << lesson().answer.problem;
  EXPECT_LE(lesson().answer.network->num_parameters(), kMostParameters)
      << "the network learns more numbers than it may: weights of large kernels, of wide layers, "
         "of a linear layer behind large maps?";
  const Answer smaller = learn(small_digits(40, 3, kHeight, kWidth), 2000, 1);
  ASSERT_TRUE(smaller.network) << smaller.problem;
  if (lesson().answer.network->num_parameters() > kMostParameters) return;
  EXPECT_LE(smaller.network->num_parameters(), 2000)
      << "with a limit of 2,000: is the limit written into the network?";
}

TEST(Capstone, IsInEvaluationMode) {
  ASSERT_TRUE(lesson().answer.network) << lesson().answer.problem;
  EXPECT_FALSE(lesson().answer.network->training())
      << "the network is still in training mode: eval() ends it; until then batch norm goes by "
         "the batch, and what it says of an image depends on the images beside it";
}

TEST(Capstone, ImagesOfAnotherSizeAndTheSeed) {
  ASSERT_TRUE(lesson().answer.network) << lesson().answer.problem;
  const ImageDataset digits = small_digits(60, 3, 8, 11);
  std::vector<std::vector<double>> scores;
  for (std::uint64_t seed : {1, 1, 2}) {
    const Answer answer = learn(digits, kMostParameters, seed);
    ASSERT_TRUE(answer.network) << "images of 8 x 11 pixels, where the others had 12 x 10: "
                                << answer.problem;
    const gradus::NoGrad guard;
    scores.push_back((*answer.network)(everything(digits.part(0, 4)).inputs).to_vector());
  }
  EXPECT_EQ(scores[0].size(), 4u * 10) << "one score for each class";
  EXPECT_EQ(scores[0], scores[1])
      << "learned twice with the same seed, the networks say different things";
  EXPECT_NE(scores[0], scores[2]) << "another seed gives the same network: is it used at all?";
}
