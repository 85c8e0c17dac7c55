// Every operation of this chapter against differences, as chapter 02 checks its own: one that
// nobody wrote a check for fails. Which operations are this chapter's is read from its sources.
#include <gradus/common/files.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../../02_tensor_autograd/tests/draw_array.h"
#include "support.h"

using gradus::Axes;
using gradus::GradientReport;
using gradus::Index;
using gradus::Operation;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::Draw;
using gradus::testing::draw_layout;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
namespace nn = gradus::nn;

namespace {

constexpr int kSamples = 24, kSecondSamples = 6;

// A call with random inputs, float64 and of a size of about 1.
struct Sample {
  TensorFunction f;
  Tensors inputs;
  double roundings =
      16;  // the float32 error of an element is at most so many times 2^-24 max(1, |it|)
};
using Generator = Sample (*)(Draw& draw, int max_rank);

// Uniform between -2 and 2 in a random layout; what lies between the elements is NaN.
Tensor uniform(Draw& draw, const Shape& shape) {
  Numbers values;
  for (Index i = numel(shape); i > 0; --i) values.push_back(draw.uniform(-2, 2));
  const bool plain = draw.chance(0.3);
  return Tensor(gradus::testing::array_in(
      plain ? gradus::Layout::contiguous(shape) : draw_layout(draw, shape), values,
      gradus::float64));
}
Tensor labels(Draw& draw, Index count, Index classes) {
  Numbers values;
  for (Index i = 0; i < count; ++i)
    values.push_back(static_cast<double>(draw.between(0, classes - 1)));
  return Tensor::of(values, {count}, gradus::int64);
}
// A shape with at least one axis.
Shape shape_with_axes(Draw& draw, int max_rank) {
  Shape shape = draw.shape(std::max(1, max_rank));
  if (shape.empty()) shape = {3};
  return shape;
}

Sample linear(Draw& draw, int max_rank) {
  Shape x = draw.shape(std::max(0, max_rank - 1));
  const Index in = draw.between(draw.chance(0.1) ? 0 : 1, 5), out = draw.between(1, 4);
  x.push_back(in);
  Tensors inputs{uniform(draw, x), uniform(draw, {out, in})};
  if (draw.chance(0.5)) inputs.push_back(uniform(draw, {out}));
  return {[](const Tensors& t) { return nn::linear(t[0], t[1], t.size() > 2 ? t[2] : Tensor()); },
          inputs, 4.0 * static_cast<double>(in + 1)};
}

Sample cross_entropy(Draw& draw, int) {
  const Index samples = draw.between(1, 5), classes = draw.between(1, 5);
  const Tensor right = labels(draw, samples, classes);
  return {[=](const Tensors& t) { return nn::cross_entropy(t[0], right); },
          {uniform(draw, {samples, classes})}};
}

// What backward itself calls is reached through a gradient that can be differentiated.
Tensor gradient(const TensorFunction& f, const Tensor& x, const Tensor& upstream) {
  const gradus::GradMode on(true);
  const Tensor leaf = x.requires_grad() ? x : x.detach().requires_grad(true);
  return gradus::differentiable_gradients(f, {leaf}, upstream)[0];
}
Sample cross_entropy_backward(Draw& draw, int) {
  const Index samples = draw.between(1, 5), classes = draw.between(1, 5);
  const Tensor right = labels(draw, samples, classes);
  const auto loss = [=](const Tensors& t) { return nn::cross_entropy(t[0], right); };
  return {[=](const Tensors& t) { return gradient(loss, t[0], t[1]); },
          {uniform(draw, {samples, classes}), uniform(draw, {})}};
}

template <Tensor (*f)(const Tensor&, Index)>
Sample along_axis(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Index axis = draw.between(-shape.rank(), shape.rank() - 1);
  return {[=](const Tensors& t) { return f(t[0], axis); }, {uniform(draw, shape)}};
}

// All three results, mixed.
Sample normalize(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  Axes axes;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - shape.rank());
  const double eps = draw.uniform(0.1, 1);
  return {[=](const Tensors& t) {
            const nn::Normalized n = nn::normalize(t[0], axes, eps);
            return n.y + 0.5 * n.mean + 0.25 * n.var * n.y;
          },
          {uniform(draw, shape)},
          64};
}

// Every operation that has gradients.
const std::map<std::string, Generator>& differentiable() {
  static const std::map<std::string, Generator> list = {
      {"cross_entropy", cross_entropy},
      {"cross_entropy_backward", cross_entropy_backward},
      {"linear", linear},
      {"log_softmax", along_axis<nn::log_softmax>},
      {"normalize", normalize},
      {"softmax", along_axis<nn::softmax>},
  };
  return list;
}

// The others, and why they have none.
const std::map<std::string, std::string>& not_differentiable() {
  static const std::map<std::string, std::string> list = {
      {"adam_step", "it changes parameters outside the graph"},
      {"clip_norm", "it changes gradients outside the graph"},
      {"clip_value", "it changes gradients outside the graph"},
      {"dropout_mask", "its random numbers do not depend on what it masks"},
      {"rmsprop_step", "it changes parameters outside the graph"},
      {"sgd_step", "it changes parameters outside the graph"},
      {"total_norm", "it measures gradients, outside the graph"},
  };
  return list;
}

// The names in `Operation some_name("name", ...` of this chapter's sources.
std::set<std::string> defined_here() {
  std::set<std::string> names;
  const std::regex definition("\\bOperation\\s+\\w+\\(\\s*\"(\\w+)\"");
  for (const auto& entry : std::filesystem::directory_iterator(GRADUS_TEST_DATA "/../../src")) {
    const std::string text = gradus::read_file(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at)
      names.insert((*at)[1]);
  }
  return names;
}

// The variants that an operation has for a dtype on the CPU.
std::set<std::string> variants(const Operation& op, gradus::DType dtype) {
  std::set<std::string> names;
  for (const gradus::KernelEntry& entry : op.kernels())
    if (entry.device == gradus::cpu && entry.dtype == dtype) names.insert(entry.variant);
  return names;
}

std::string describe(const Tensors& inputs) {
  std::ostringstream out;
  for (const Tensor& input : inputs)
    out << " " << input.shape() << " strides " << input.array().strides();
  return out.str();
}

// Calls check(generator, draw) for each operation with gradients and each of its variants.
void for_each_variant(const std::string& purpose, gradus::DType dtype, auto check) {
  for (Operation* op : Operation::all()) {
    const auto found = differentiable().find(op->name());
    if (found == differentiable().end()) continue;
    const std::set<std::string> names = variants(*op, dtype);
    EXPECT_FALSE(names.empty()) << op->name() << " has no kernel for " << dtype;
    for (const std::string& name : names) {
      SCOPED_TRACE(std::string(op->name()) + ", variant " + name);
      const gradus::UseVariant use(*op, name);
      Draw draw(purpose + " " + op->name());
      check(found->second, draw);
    }
  }
}

void check(const Sample& sample, bool second = false) {
  const GradientReport report = second ? check_second_derivatives(sample.f, sample.inputs)
                                       : check_gradients(sample.f, sample.inputs);
  EXPECT_TRUE(report.passed()) << report << "\ninputs:" << describe(sample.inputs);
}

}  // namespace

TEST(Operations, EachIsOnExactlyOneList) {
  std::set<std::string> there;
  for (const Operation* op : Operation::all()) there.insert(op->name());
  const std::set<std::string> here = defined_here();
  EXPECT_TRUE(here.count("linear")) << "its sources were not found";
  for (const std::string& name : here) {
    EXPECT_TRUE(there.count(name)) << name << " is in the sources and not in the program";
    EXPECT_EQ(differentiable().count(name) + not_differentiable().count(name), 1U)
        << name << ": write a sample generator for it, or say why it has no gradient";
  }
  for (const auto& [name, generator] : differentiable())
    EXPECT_TRUE(here.count(name)) << name << " is on the list and does not exist";
  for (const auto& [name, reason] : not_differentiable())
    EXPECT_TRUE(here.count(name)) << name << " is on the list and does not exist";
}

TEST(Operations, GradientsAgreeWithDifferences) {
  for_each_variant("gradients", gradus::float64, [](Generator generate, Draw& draw) {
    for (int i = 0; i < kSamples; ++i) check(generate(draw, 5));
  });
}

TEST(Operations, SecondDerivativesAgreeWithDifferences) {
  for_each_variant("second derivatives", gradus::float64, [](Generator generate, Draw& draw) {
    for (int i = 0; i < kSecondSamples; ++i) check(generate(draw, 3), true);
  });
}

TEST(Operations, Float32IsAsExactAsItCanBe) {
  for_each_variant("float32", gradus::float32, [](Generator generate, Draw& draw) {
    for (int i = 0; i < kSamples; ++i) {
      const Sample sample = generate(draw, 5);
      Tensors small, large;
      for (const Tensor& input : sample.inputs) {
        small.push_back(to(input, gradus::float32));
        large.push_back(to(small.back(), gradus::float64));
      }
      const Tensor result = sample.f(small);
      EXPECT_EQ(result.dtype(), gradus::float32);
      const Numbers actual = result.to_vector(), truth = sample.f(large).to_vector();
      ASSERT_EQ(actual.size(), truth.size());
      for (std::size_t j = 0; j < truth.size(); ++j)
        EXPECT_LE(std::abs(actual[j] - truth[j]),
                  0x1p-24 * sample.roundings * std::max(1.0, std::abs(truth[j])))
            << "element " << j << " is " << actual[j] << ", in float64 " << truth[j]
            << "\ninputs:" << describe(sample.inputs);
    }
  });
}
