#include <gradus/common/error.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/own_network.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "small_digits.h"

using gradus::Index;
using gradus::Tensor;
using gradus::data::ImageDataset;
using gradus::testing::small_digits;
namespace nn = gradus::nn;

namespace {

// The network, or none and why.
struct Answer {
  std::unique_ptr<nn::Module> network;
  std::string problem;
};
Answer learn(const ImageDataset& digits, std::uint64_t seed) {
  try {
    Answer answer{nn::learn_to_read(digits, seed), ""};
    if (!answer.network) answer.problem = "learn_to_read gives no network back";
    return answer;
  } catch (const gradus::Error& error) {
    return {nullptr, std::string("learning stopped: ") + error.what()};
  }
}

// Learned once, looked at by several tests.
struct Lesson {
  ImageDataset train = small_digits(1000, 1), test = small_digits(500, 2);
  Answer answer = learn(train, 1);
};
const Lesson& lesson() {
  static const Lesson only;
  return only;
}

// Whether what the network says to an image half-way between two is half-way between what it says
// to them.
bool is_linear(nn::Module& network, const ImageDataset& digits) {
  const gradus::NoGrad guard;
  const std::vector<Index> zeros = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<Index> nines;
  for (Index i : zeros) nines.push_back(digits.size() - 1 - i);
  const Tensor a = digits.batch(zeros).inputs, b = digits.batch(nines).inputs;
  const std::vector<double> between = network((a + b) * 0.5).to_vector(),
                            expected = ((network(a) + network(b)) * 0.5).to_vector();
  for (std::size_t i = 0; i < between.size(); ++i)
    if (!gradus::testing::close(between[i], expected[i], 1e-3)) return false;
  return true;
}

std::string cause_of_errors(nn::Module& network, const Lesson& lesson) {
  const nn::Evaluation known = nn::evaluate(network, lesson.train),
                       unknown = nn::evaluate(network, lesson.test);
  std::vector<Index> guesses(10);
  for (Index guess : unknown.predicted) ++guesses[static_cast<std::size_t>(guess)];
  const Index many = lesson.test.size() / 4;  // a tenth would be right
  if (!std::isfinite(known.loss))
    return "its scores are not finite numbers: were the steps too long?";
  if (is_linear(network, lesson.train))
    return "it is a linear map: what stands between its layers?";
  constexpr double kGuessing = 2.3, kFarMoreThanGuessing = 8;
  if (std::abs(known.loss - kGuessing) < 0.3)
    return "its loss is that of a network that knows nothing: is it the one that was trained, and "
           "does the optimizer have its parameters?";
  if (guesses.back() > many)
    return "it takes far too many digits for nines, which come last in the data set: are the "
           "images shuffled?";
  if (guesses.front() > many)
    return "it takes far too many digits for zeros, which come first in the data set: did it see "
           "only the first part?";
  if (known.loss > kFarMoreThanGuessing)
    return "its loss on the images that it learned from is " +
           std::to_string(std::lround(known.loss)) +
           ", far more than guessing costs: does each step begin with zero_grad, and is the rate "
           "not too large?";
  if (known.accuracy > 0.99)
    return "it knows the images that it learned from by heart: is it larger than it need be, or "
           "did it learn for too long?";
  return "of the images that it learned from it reads no more than " +
         std::to_string(std::lround(100 * known.accuracy)) +
         " % either: it had not finished learning; more epochs, or another rate?";
}

}  // namespace

TEST(Capstone, ReadsDigitsThatItHasNotSeen) {
  const Lesson& all = lesson();
  ASSERT_TRUE(all.answer.network) << all.answer.problem;
  nn::Module& network = *all.answer.network;
  const double accuracy = nn::evaluate(network, all.test).accuracy;
  if (accuracy < 0.97)
    ADD_FAILURE() << "of 500 images that it has not seen, the network reads "
                  << std::lround(100 * accuracy)
                  << " % right, not 97 %\n  Likely cause: " << cause_of_errors(network, all);
}

TEST(Capstone, IsInEvaluationMode) {
  ASSERT_TRUE(lesson().answer.network) << lesson().answer.problem;
  EXPECT_FALSE(lesson().answer.network->training())
      << "the network is still in training mode: eval() ends it, and with it dropout and the like";
}

TEST(Capstone, ImagesOfAnotherSizeAndTheSeed) {
  ASSERT_TRUE(lesson().answer.network) << lesson().answer.problem;
  const ImageDataset digits = small_digits(60, 3, 9, 7);
  const std::vector<Index> some = {0, 20, 40, 59};
  std::vector<std::vector<double>> scores;
  for (std::uint64_t seed : {1, 1, 2}) {
    const Answer answer = learn(digits, seed);
    ASSERT_TRUE(answer.network) << "images of 7 x 9 pixels, where the others had 6 x 8: "
                                << answer.problem;
    const gradus::NoGrad guard;
    scores.push_back((*answer.network)(digits.batch(some).inputs).to_vector());
  }
  EXPECT_EQ(scores[0].size(), some.size() * 10) << "one score for each class";
  EXPECT_EQ(scores[0], scores[1])
      << "learned twice with the same seed, the networks say different things";
  EXPECT_NE(scores[0], scores[2]) << "another seed gives the same network: is it used at all?";
}
