#include <gradus/common/error.h>
#include <gradus/scalar_autograd/gradient_check.h>
#include <gradus/scalar_autograd/mlp.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using gradus::RandomStream;
using gradus::scalar::initial_weights;
using gradus::scalar::Layer;
using gradus::scalar::Mlp;
using gradus::scalar::Neuron;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

Numbers numbers(const std::vector<Value>& values) {
  Numbers result;
  for (const Value& value : values) result.push_back(value.data());
  return result;
}

}  // namespace

TEST(NeuronLayerMlp, ALinearNeuron) {
  const Neuron<double> neuron{{2, -3}, 0.5, true};
  expect("2 * 1 - 3 * 4 + 0.5, of a linear neuron", neuron({1, 4}), -9.5)
      .if_equal(-10, "the bias is missing")
      .if_equal(0, "a linear neuron's answer goes through no relu")
      .if_equal(-10.5, "the bias is subtracted");
}

TEST(NeuronLayerMlp, ANeuronWithRelu) {
  const Neuron<double> neuron{{2, -3}, 0.5};
  expect("relu(2 * 4 - 3 * 1 + 0.5)", neuron({4, 1}), 5.5).if_equal(5, "the bias is missing");
  expect("relu(2 * 1 - 3 * 4 + 0.5)", neuron({1, 4}), 0)
      .if_equal(-9.5, "the answer is negative: where is relu?")
      .if_equal(0.5, "the bias belongs inside relu");
}

TEST(NeuronLayerMlp, InitialWeightsFillTheirRange) {
  for (const auto& [inputs, outputs] : {std::pair(400, 20), std::pair(16, 600)}) {
    const Numbers weights = initial_weights(inputs, outputs, RandomStream(7, "test"));
    const std::string layer =
        std::to_string(inputs) + " inputs, " + std::to_string(outputs) + " outputs";
    ASSERT_EQ(weights.size(), static_cast<std::size_t>(inputs * outputs));
    const std::size_t distinct = std::set<double>(weights.begin(), weights.end()).size();
    EXPECT_GT(distinct, weights.size() / 2)
        << distinct << " different weights among " << weights.size() << ", " << layer
        << "\n  Likely cause: neurons that start alike stay alike; each weight needs an element of "
           "its own";
    double sum = 0, squares = 0, largest = 0;
    for (const double w : weights) {
      sum += w;
      squares += w * w;
      largest = std::max(largest, std::abs(w));
    }
    const double bound = std::sqrt(6.0 / inputs), count = static_cast<double>(weights.size());
    expect("mean weight in parts of the bound, " + layer, sum / count / bound, 0, 0.05)
        .if_true(sum / count / bound > 0.4 && distinct > 1,
                 "no weight is negative; the range is [-bound, bound)");
    expect("largest weight in parts of the bound sqrt(6 / inputs), " + layer, largest / bound, 1,
           0.02)
        .if_true(std::abs(largest / bound - std::sqrt(1.0 * inputs / outputs)) < 0.02,
                 "the bound follows the number of neurons; it is each neuron's inputs that add up")
        .if_true(largest > 1.5 * bound,
                 "some weights lie far outside the range, as normal numbers do");
    expect("variance * inputs / 2, " + layer, squares / count * inputs / 2, 1, 0.05);
  }
}

TEST(NeuronLayerMlp, ALayerAsksAllNeurons) {
  Layer<double> layer;
  layer.neurons = {{{1, 0}, 0, true}, {{0, 2}, 1, true}, {{1, 1}, -9, false}};
  expect_all("three neurons on (3, 4)", layer({3, 4}), Numbers{3, 9, 0});
}

TEST(NeuronLayerMlp, ParametersAreEveryNumberThatMayChange) {
  const Mlp<Value> model({2, 16, 16, 1}, 1);
  const auto parameters = model.parameters();
  // 2 * 16 + 16, 16 * 16 + 16, 16 + 1
  expect("parameters of 2-16-16-1", static_cast<double>(parameters.size()), 337)
      .if_equal(304, "the 33 biases are missing: they would never learn")
      .if_equal(320, "the last layer is missing: it would never learn")
      .if_equal(48, "only the first layer is there");
  std::set<const void*> nodes;
  for (const Value& p : parameters) nodes.insert(p.node());
  expect("different nodes among them", static_cast<double>(nodes.size()), 337);
  const Mlp<Value> small({2, 1}, 1);
  const Neuron<Value>& neuron = small.layers[0].neurons[0];
  const auto order = small.parameters();
  ASSERT_EQ(order.size(), 3U);
  EXPECT_TRUE(order[0].node() == neuron.weights[0].node() && order[2].node() == neuron.bias.node())
      << "Likely cause: the order; a neuron's weights come first, then its bias, all as handles on "
         "the network's own nodes";
}

TEST(NeuronLayerMlp, ANewNetworkHasTheRightShape) {
  const Mlp<Value> model({2, 5, 4, 1}, 1);
  ASSERT_EQ(model.layers.size(), 3U);
  EXPECT_EQ(model.layers[1].neurons.size(), 4U);
  EXPECT_EQ(model.layers[1].neurons[0].weights.size(), 5U);
  EXPECT_FALSE(model.layers[1].neurons[0].is_linear);
  EXPECT_TRUE(model.layers[2].neurons[0].is_linear);
  expect("a new neuron's bias", model.layers[0].neurons[0].bias.data(), 0);
}

TEST(NeuronLayerMlp, ASeedMakesTheSameNetworkAgain) {
  const Numbers once = numbers(Mlp<Value>({2, 5, 1}, 3).parameters());
  EXPECT_EQ(once, numbers(Mlp<Value>({2, 5, 1}, 3).parameters()));
  EXPECT_NE(once, numbers(Mlp<Value>({2, 5, 1}, 4).parameters()));
}

TEST(NeuronLayerMlp, AnswersAreThoseOfPyTorch) {
  const gradus::testing::Golden golden(GRADUS_TEST_DATA "/mlp.json");
  const Mlp<Value> model({2, 5, 4, 1}, 1);
  auto parameters = model.parameters();
  const Numbers values = golden.numbers("/parameters"), points = golden.numbers("/points");
  ASSERT_EQ(parameters.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) parameters[i].set_data(values[i]);
  Numbers scores, plain_scores;
  const auto plain = model.map([](const Value& v) { return v.data(); });
  for (std::size_t i = 0; i < points.size(); i += 2) {
    scores.push_back(model({points[i], points[i + 1]})[0].data());
    plain_scores.push_back(plain({points[i], points[i + 1]})[0]);
  }
  expect_all("the scores of 9 points", scores, golden.numbers("/scores"));
  expect_all("the same from a network of plain numbers", plain_scores, golden.numbers("/scores"));
}

TEST(NeuronLayerMlp, GradientsReachEveryParameter) {
  const auto loss = [](const std::vector<Value>& x) {
    Mlp<Value> model({3, 4, 2}, 5);
    std::size_t next = 0;
    model = model.map([&](const Value&) { return x[next++]; });
    const auto scores = model({0.5, -1, 2});
    return scores[0] * 3 + scores[1] * scores[1];
  };
  const Mlp<Value> start({3, 4, 2}, 5);
  Numbers point;
  for (const auto& layer : start.layers)
    for (const auto& neuron : layer.neurons) {
      point.push_back(neuron.bias.data() + 0.1);  // map() asks for the bias first
      for (const Value& w : neuron.weights) point.push_back(w.data());
    }
  EXPECT_EQ(gradus::scalar::check_gradient(loss, point), "");
}

TEST(NeuronLayerMlp, BadShapesAreRefused) {
  EXPECT_THROW(Mlp<double>({2}, 1), gradus::Error);
  EXPECT_THROW(Mlp<double>({2, 0, 1}, 1), gradus::Error);
  EXPECT_THROW(Mlp<double>({2, 1}, 1)({1, 2, 3}), gradus::Error);
}
