#include <gradus/common/error.h>
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "support.h"

using gradus::Tensor;
using gradus::nn::Module;
using gradus::nn::NamedTensor;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

// A module with one parameter and one buffer.
struct Scale : Module {
  Tensor& factor = register_parameter("factor", gradus::ones({2}));
  Tensor& count = register_buffer("count", gradus::zeros({}, gradus::int64));
  Tensor forward(const Tensor& x) override { return x * factor; }

 protected:
  void reset_own_parameters(std::uint64_t seed, const std::string& prefix) override {
    gradus::RandomStream(seed, prefix + "factor").fill_normal(std::span(factor.data<float>(), 2));
  }
};

struct Block : Module {
  Scale& first = register_module("first", Scale());
  Scale& second = register_module("second", Scale());
};

struct Network : Module {
  Block& block = register_module("block", Block());
  Tensor& shift = register_parameter("shift", gradus::zeros({3}));
};

std::vector<std::string> names(const std::vector<NamedTensor>& tensors) {
  std::vector<std::string> result;
  for (const NamedTensor& tensor : tensors) result.push_back(tensor.name);
  return result;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += "\n    " + name;
  return text;
}

}  // namespace

TEST(Modules, NamesOfParameters) {
  Network network;
  const std::vector<std::string> found = names(network.named_parameters());
  const std::vector<std::string> right = {"shift", "block.first.factor", "block.second.factor"};
  expect("the number of parameters that a network of two levels finds",
         static_cast<double>(found.size()), 3)
      .if_equal(0, "a module stands in its own list: nobody was entered at all")
      .if_equal(1, "only the network's own: what about those of the modules below?")
      .if_true(found == std::vector<std::string>{"block.first.factor", "block.second.factor"},
               "the network's own parameters are missing");
  EXPECT_EQ(found, right)
      << "the names are" << listed(found)
      << (found == std::vector<std::string>{"shift", "first.factor", "second.factor"} ||
                  found == std::vector<std::string>{"shift", "factor", "factor"}
              ? "\n  Likely cause: a part's path begins with the path of what it is part of"
              : "")
      << (found == std::vector<std::string>{"block.first.factor", "block.second.factor", "shift"}
              ? "\n  Likely cause: a module comes before the modules below it"
              : "");
}

TEST(Modules, ParametersAreTheRegisteredTensors) {
  Network network;
  const std::vector<Tensor> parameters = network.parameters();
  ASSERT_EQ(parameters.size(), 3u);
  expect("how many numbers are trained", static_cast<double>(network.num_parameters()), 3 + 2 + 2);
  for (const Tensor& parameter : parameters) EXPECT_TRUE(parameter.requires_grad());
  for (const NamedTensor& buffer : network.named_buffers())
    EXPECT_FALSE(buffer.tensor.requires_grad()) << buffer.name << " is a buffer";
  EXPECT_TRUE(network.block.first.factor.is(network.named_parameters()[1].tensor));
}

TEST(Modules, TensorsRegisteredTwiceCountOnce) {
  struct Tied : Module {
    Tensor& a = register_parameter("a", gradus::ones({4}));
    Tensor& b = register_parameter("b", a);
  } tied;
  EXPECT_EQ(names(tied.named_parameters()), std::vector<std::string>{"a"});
}

TEST(Modules, ReferencesSurviveMoving) {
  Network first;
  const Tensor factor = first.block.first.factor;
  Network second = std::move(first);
  EXPECT_TRUE(second.block.first.factor.is(factor));
  EXPECT_EQ(second.parameters().size(), 3u);
}

TEST(Modules, TrainAndEvalReachEveryModule) {
  Network network;
  ASSERT_EQ(network.named_modules().size(), 4u);
  const auto modes = [&] {
    return std::vector<double>{1.0 * network.training(), 1.0 * network.block.training(),
                               1.0 * network.block.first.training(),
                               1.0 * network.block.second.training()};
  };
  expect_all("who is in training at first", modes(), std::vector<double>{1, 1, 1, 1});
  network.eval();
  expect_all("who is in training after network.eval()", modes(), std::vector<double>{0, 0, 0, 0})
      .if_equal({0, 1, 1, 1}, "the modules below did not hear of it")
      .if_equal({1, 1, 1, 1}, "nothing was switched off")
      .if_equal({0, 0, 1, 1}, "only the children heard of it, not their children");
  network.train();
  expect_all("who is in training after network.train()", modes(), std::vector<double>{1, 1, 1, 1})
      .if_equal({0, 0, 0, 0}, "train(on) must set what `on` says, not always the same");
}

TEST(Modules, ZeroGradForgetsGradients) {
  Network network;
  for (Tensor& parameter : network.parameters())
    parameter.set_grad(gradus::ones(parameter.shape()));
  network.zero_grad();
  for (const NamedTensor& parameter : network.named_parameters())
    EXPECT_FALSE(parameter.tensor.grad().defined()) << parameter.name;
}

TEST(Modules, ResetDependsOnSeedAndNameAlone) {
  Network one, two;
  one.reset_parameters(7);
  two.reset_parameters(7);
  EXPECT_EQ(one.block.first.factor.to_vector(), two.block.first.factor.to_vector());
  EXPECT_NE(one.block.first.factor.to_vector(), one.block.second.factor.to_vector())
      << "equal modules under other names begin with other numbers";
  two.reset_parameters(8);
  EXPECT_NE(one.block.first.factor.to_vector(), two.block.first.factor.to_vector());
}

TEST(Modules, StateDictRoundTrip) {
  Network one, two;
  one.reset_parameters(7);
  one.block.second.count.data<std::int64_t>()[0] = 5;
  const gradus::nn::StateDict state = one.state_dict();
  ASSERT_EQ(state.size(), 5u) << "three parameters and two buffers";
  const Tensor before = two.block.first.factor;
  const std::vector<double> wanted = one.block.first.factor.to_vector();
  two.load_state_dict(state);
  const std::vector<double> loaded = two.block.first.factor.to_vector();
  expect_all("block.first.factor after load_state_dict", loaded, wanted)
      .if_equal({1, 1}, "it still has the values from before loading");
  expect("block.second.count, a buffer", two.block.second.count.item(), 5)
      .if_true(loaded == wanted && two.block.second.count.item() == 0,
               "parameters were loaded, buffers were not");
  expect_all("what an optimizer holds, made before loading", before.to_vector(), wanted)
      .if_true(loaded == wanted,
               "the values must be copied into the memory that is there: whoever holds the "
               "parameter (an optimizer) would otherwise train the old one");
  one.block.first.factor.data<float>()[0] = 100;
  expect("the loaded value after the source changed", two.block.first.factor.to_vector()[0],
         wanted[0])
      .if_equal(100, "the two networks share memory now; copy the numbers");
}

TEST(Modules, LoadingSaysWhatDoesNotFitAndChangesNothing) {
  Network network;
  network.reset_parameters(7);
  const auto values = network.block.first.factor.to_vector();
  const auto message = [&](gradus::nn::StateDict state) {
    try {
      network.load_state_dict(state);
    } catch (const gradus::Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  Network other;
  gradus::nn::StateDict state = other.state_dict();
  state.erase("shift");
  EXPECT_EQ(message(state), "load_state_dict: shift [3] is missing");
  state["shift"] = gradus::zeros({4});
  EXPECT_EQ(message(state), "load_state_dict: shift is [4], the network has [3]");
  state["shift"] = gradus::zeros({3});
  state["extra"] = gradus::zeros({1});
  EXPECT_EQ(message(state), "load_state_dict: the network has no extra");
  EXPECT_EQ(network.block.first.factor.to_vector(), values);
}

TEST(Modules, ConvertsToAnotherDtype) {
  Network network;
  network.to(gradus::float64);
  ASSERT_EQ(network.parameters().size(), 3u);
  for (const NamedTensor& parameter : network.named_parameters()) {
    EXPECT_TRUE(parameter.tensor.dtype() == gradus::float64) << parameter.name;
    EXPECT_TRUE(parameter.tensor.requires_grad()) << parameter.name;
  }
  EXPECT_TRUE(network.block.first.count.dtype() == gradus::int64) << "whole numbers stay";
  EXPECT_TRUE(network.block.first.factor.is(network.named_parameters()[1].tensor));
}

TEST(Modules, BadNamesAndMissingForward) {
  struct Twice : Module {
    Twice() {
      register_parameter("a", gradus::ones({1}));
      register_buffer("a", gradus::ones({1}));
    }
  };
  struct Dotted : Module {
    Dotted() { register_parameter("a.b", gradus::ones({1})); }
  };
  EXPECT_THROW(Twice(), gradus::Error);
  EXPECT_THROW(Dotted(), gradus::Error);
  Network network;
  EXPECT_THROW(network(gradus::ones({1})), gradus::Error);
}

// A device whose memory is the CPU's after all.
constexpr gradus::Device kShelf{3};
void register_shelf() {
  const auto copy = [](void* to, const void* from, std::size_t bytes) {
    std::memcpy(to, from, bytes);
  };
  gradus::register_device(kShelf, {"shelf", [](std::size_t bytes) { return std::malloc(bytes); },
                                   [](void* memory, std::size_t) { std::free(memory); }, copy,
                                   copy});
  static const bool done = [] {
    for (const gradus::DType dtype : {gradus::float32, gradus::int64})
      gradus::register_cast(kShelf, dtype, dtype, [](const gradus::KernelCall& call) {
        const gradus::Array &from = call.in(0), &to = call.out();
        std::memcpy(to.storage->data(), from.storage->data(), from.storage->bytes());
      });
    return true;
  }();
  static_cast<void>(done);
}

TEST(Module, MovesToADevice) {
  register_shelf();
  Network network;
  network.reset_parameters(3);
  const std::vector<double> factors = network.block.second.factor.to_vector();
  EXPECT_EQ(network.device(), gradus::cpu);
  network.to(kShelf);
  EXPECT_EQ(network.device(), kShelf);
  for (const NamedTensor& parameter : network.named_parameters()) {
    EXPECT_EQ(parameter.tensor.device(), kShelf) << parameter.name;
    EXPECT_TRUE(parameter.tensor.requires_grad()) << parameter.name;
    EXPECT_EQ(parameter.tensor.node()->rule, nullptr) << parameter.name << " is no leaf any more";
  }
  for (const NamedTensor& buffer : network.named_buffers())
    EXPECT_EQ(buffer.tensor.device(), kShelf) << buffer.name;
  expect_all("numbers after the move", network.block.second.factor.to_vector(), factors);
}
