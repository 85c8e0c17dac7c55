// The elementwise functions against PyTorch, NaN, infinities, zeros of both signs and ties
// included: tests/data/make_elementwise_golden.py.
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

using gradus::bool_;
using gradus::float32;
using gradus::float64;
using gradus::Shape;
using gradus::Tensor;
using gradus::tensor;
using gradus::TensorFunction;
using gradus::testing::Golden;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

template <Tensor (*f)(const Tensor&)>
Tensor unary(const Tensors& x) {
  return f(x[0]);
}
template <Tensor (*f)(const Tensor&, const Tensor&)>
Tensor binary(const Tensors& x) {
  return f(x[0], x[1]);
}

const std::map<std::string, TensorFunction>& functions() {
  static const std::map<std::string, TensorFunction> list = {
      {"sign", unary<gradus::sign>},
      {"square", unary<gradus::square>},
      {"abs", unary<gradus::abs>},
      {"relu", unary<gradus::relu>},
      {"log1p", unary<gradus::log1p>},
      {"reciprocal", unary<gradus::reciprocal>},
      {"rsqrt", unary<gradus::rsqrt>},
      {"sin", unary<gradus::sin>},
      {"cos", unary<gradus::cos>},
      {"erf", unary<gradus::erf>},
      {"gelu", [](const Tensors& x) { return gelu(x[0]); }},
      {"gelu tanh", [](const Tensors& x) { return gelu(x[0], "tanh"); }},
      {"maximum", binary<gradus::maximum>},
      {"minimum", binary<gradus::minimum>},
      {"maximum broadcast", binary<gradus::maximum>},
      {"minimum broadcast", binary<gradus::minimum>},
      {"eq", binary<gradus::eq>},
      {"ne", binary<gradus::ne>},
      {"lt", binary<gradus::lt>},
      {"le", binary<gradus::le>},
      {"gt", binary<gradus::gt>},
      {"ge", binary<gradus::ge>},
      {"lt broadcast", binary<gradus::lt>},
      {"isnan", unary<gradus::isnan>},
      {"isinf", unary<gradus::isinf>},
      {"isfinite", unary<gradus::isfinite>},
      {"logical_not", unary<gradus::logical_not>},
      {"logical_and", binary<gradus::logical_and>},
      {"logical_or", binary<gradus::logical_or>},
      {"clamp", [](const Tensors& x) { return clamp(x[0], -1, 0.3); }},
      {"clamp min", [](const Tensors& x) { return clamp(x[0], 0.3); }},
      {"clamp max", [](const Tensors& x) { return clamp(x[0], {}, -1.0); }},
      {"clamp to the bounds' order", [](const Tensors& x) { return clamp(x[0], 1, -1); }},
      {"where", [](const Tensors& x) { return where(to(x[0], bool_), x[1], x[2]); }},
      {"where broadcast",
       [](const Tensors& x) {
         return where(tensor({{true}, {false}, {true}}), x[0], x[1]);
       }},
      {"log where positive",
       [](const Tensors& x) { return where(x[0] > 0, log(where(x[0] > 0, x[0], 1)), 0); }},
  };
  return list;
}

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/elementwise.json");
  return file;
}

Tensor read(const std::string& pointer) {
  Shape shape;
  for (double size : golden().numbers(pointer + "/shape"))
    shape.push_back(static_cast<gradus::Index>(size));
  return Tensor::of(golden().numbers(pointer + "/values"), shape, float64);
}

// The same shape and the same numbers; NaN where NaN is expected.
void expect_same(const std::string& what, const Tensor& actual, const Tensor& expected,
                 double tolerance) {
  EXPECT_EQ(actual.shape(), expected.shape()) << what;
  const Numbers got = actual.to_vector(), wanted = expected.to_vector();
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_TRUE(gradus::testing::close(got[i], wanted[i], tolerance) ||
                (std::isnan(got[i]) && std::isnan(wanted[i])))
        << what << ", element " << i << ": " << got[i] << ", PyTorch says " << wanted[i];
}

}  // namespace

TEST(ElementwiseGolden, ResultsAndGradientsArePyTorchs) {
  for (const auto& [name, f] : functions()) {
    Tensors inputs, leaves;
    std::vector<std::string> gradients = golden().keys("/" + name);
    const bool has_gradients =
        std::find(gradients.begin(), gradients.end(), "gradients") != gradients.end();
    for (const std::string& i : golden().keys("/" + name + "/inputs"))
      inputs.push_back(read("/" + name + "/inputs/" + i));
    // `where` takes its condition first; it has no gradient.
    if (has_gradients)
      for (std::size_t i = name == "where" ? 1 : 0; i < inputs.size(); ++i)
        leaves.push_back(inputs[i].requires_grad(true));
    const Tensor result = f(inputs);
    EXPECT_EQ(result.dtype(), has_gradients ? float64 : bool_) << name;
    expect_same(name, result, read("/" + name + "/result"), 1e-13);
    if (!has_gradients) continue;
    const Tensors found = grad_or_zeros(result, leaves, read("/" + name + "/upstream"));
    for (std::size_t i = 0; i < leaves.size(); ++i)
      expect_same(name + ", gradient " + std::to_string(i), found[i],
                  read("/" + name + "/gradients/" + std::to_string(i)), 1e-13);
  }
}

TEST(ElementwiseGolden, ResultsInFloat32) {
  for (const auto& [name, f] : functions()) {
    Tensors inputs;
    for (const std::string& i : golden().keys("/" + name + "/inputs"))
      inputs.push_back(to(read("/" + name + "/inputs/" + i), float32));
    if (name.starts_with("rsqrt")) continue;  // its sample has numbers beyond float32
    expect_same(name + " in float32", f(inputs), f([&] {
                  Tensors wide;
                  for (const Tensor& input : inputs) wide.push_back(to(input, float64));
                  return wide;
                }()),
                2e-6);
  }
}

TEST(ElementwiseGolden, EveryCaseIsUsed) {
  std::vector<std::string> names;
  for (const auto& [name, f] : functions()) names.push_back(name);
  EXPECT_EQ(golden().keys(""), names);
}

TEST(ElementwiseGolden, ZerosKeepTheirSign) {
  const Tensor zero = tensor({-0.0, 0.0});
  for (const Tensor& y : {square(zero), abs(zero), relu(zero), clamp(zero, -1, 1), sin(zero),
                          log1p(zero), erf(zero), sqrt(zero), maximum(zero, zero)})
    EXPECT_FALSE(std::signbit(y.to_vector()[1]));
  for (const Tensor& y : {sin(zero), log1p(zero), erf(zero), sqrt(zero), tanh(zero), relu(zero),
                          clamp(zero, -1, 1), maximum(zero, zero)})
    EXPECT_TRUE(std::signbit(y.to_vector()[0]));
  EXPECT_FALSE(std::signbit(abs(zero).to_vector()[0]));
}

// The gradient of a branch that was not taken is 0, but the chain rule multiplies it by what is
// infinite there. So the branch itself must be harmless.
TEST(ElementwiseGolden, ABranchThatIsNotTakenMustStillBeFinite) {
  const Tensor x = tensor({0.0, 2.0}, float64).requires_grad(true);
  const auto slope = [&](const Tensor& y) { return grad(sum(y), {x})[0].to_vector(); };
  EXPECT_TRUE(std::isnan(slope(where(x > 0, log(x), 0))[0])) << "0 times 1 / 0";
  gradus::testing::expect_all("the slope of log(x) where x > 0, made safe",
                              slope(where(x > 0, log(where(x > 0, x, 1)), 0)), Numbers{0, 0.5});
}
