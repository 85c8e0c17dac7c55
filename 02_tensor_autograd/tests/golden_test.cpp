// Every differentiable function against PyTorch: tests/data/make_golden.py.
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

using gradus::Shape;
using gradus::Tensor;
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
TensorFunction power(double exponent) {
  return [exponent](const Tensors& x) { return pow(x[0], exponent); };
}

const std::map<std::string, TensorFunction>& functions() {
  static const std::map<std::string, TensorFunction> list = {
      {"add", binary<gradus::add>},
      {"add broadcast", binary<gradus::add>},
      {"sub", binary<gradus::sub>},
      {"sub broadcast", binary<gradus::sub>},
      {"mul", binary<gradus::mul>},
      {"mul broadcast", binary<gradus::mul>},
      {"div", binary<gradus::div>},
      {"div broadcast", binary<gradus::div>},
      {"div edges", binary<gradus::div>},
      {"pow", binary<gradus::pow>},
      {"pow edges", binary<gradus::pow>},
      {"pow 2", power(2)},
      {"pow 3", power(3)},
      {"pow 3 edges", power(3)},
      {"pow -1.5", power(-1.5)},
      {"pow 0", power(0)},
      {"affine", [](const Tensors& x) { return affine(x[0], 2.5, -0.75); }},
      {"with numbers",
       [](const Tensors& x) {
         return (2 - x[0]) * 3 + (x[0] + 1) / 4 + (1 + x[0]) * (0.5 * x[0] - 2) - 5 / x[0];
       }},
      {"neg", unary<gradus::neg>},
      {"abs", unary<gradus::abs>},
      {"exp", unary<gradus::exp>},
      {"log", unary<gradus::log>},
      {"sqrt", unary<gradus::sqrt>},
      {"tanh", unary<gradus::tanh>},
      {"sigmoid", unary<gradus::sigmoid>},
      {"relu", unary<gradus::relu>},
      {"relu_backward", binary<gradus::relu_backward>},
      {"mean", [](const Tensors& x) { return mean(x[0]); }},
      {"mean of axes",
       [](const Tensors& x) {
         return mean(x[0], {0, 2});
       }},
      {"mean keepdim", [](const Tensors& x) { return mean(x[0], {1}, true); }},
      {"matmul", binary<gradus::matmul>},
      {"matmul batched", binary<gradus::matmul>},
      {"matmul row", binary<gradus::matmul>},
      {"matmul column", binary<gradus::matmul>},
      {"matmul vectors", binary<gradus::matmul>},
      {"expand",
       [](const Tensors& x) {
         return expand(x[0], {2, 3, 4});
       }},
      {"sum", [](const Tensors& x) { return sum(x[0]); }},
      {"sum of axes",
       [](const Tensors& x) {
         return sum(x[0], {0, -1});
       }},
      {"sum keepdim",
       [](const Tensors& x) {
         return sum(x[0], {0, 2}, true);
       }},
      {"sum_to",
       [](const Tensors& x) {
         return sum_to(x[0], {3, 1});
       }},
      {"permute",
       [](const Tensors& x) {
         return permute(x[0], {2, 0, 1});
       }},
      {"transpose", [](const Tensors& x) { return transpose(x[0], 0, -1); }},
      {"t", unary<gradus::t>},
      {"reshape",
       [](const Tensors& x) {
         return reshape(x[0], {4, -1});
       }},
      {"reshape of a transpose",
       [](const Tensors& x) {
         return reshape(t(x[0]), {4, 3});
       }},
      {"flatten", [](const Tensors& x) { return flatten(x[0], 1, 2); }},
      {"unsqueeze", [](const Tensors& x) { return unsqueeze(x[0], -2); }},
      {"squeeze", [](const Tensors& x) { return squeeze(x[0], 1); }},
      {"slice", [](const Tensors& x) { return slice(x[0], 1, 1, 6, 2); }},
      {"select", [](const Tensors& x) { return select(x[0], 1, -1); }},
      {"contiguous", [](const Tensors& x) { return contiguous(t(x[0])); }},
      {"clone", unary<gradus::clone>},
      {"to", [](const Tensors& x) { return to(to(x[0], gradus::float32), gradus::float64); }},
      {"a small network",
       [](const Tensors& in) {
         const Tensor &x = in[0], &w = in[1], &b = in[2], &v = in[3];
         return matmul(tanh(matmul(x, t(w)) + b), v) +
                sum(x * x, {1}, true) * sigmoid(slice(b, 0, 0, 1));
       }},
  };
  return list;
}

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/functions.json");
  return file;
}

Tensor tensor(const std::string& pointer) {
  Shape shape;
  for (double size : golden().numbers(pointer + "/shape"))
    shape.push_back(static_cast<gradus::Index>(size));
  return Tensor::of(golden().numbers(pointer + "/values"), shape, gradus::float64);
}

// The same shape and the same numbers; NaN where NaN is expected.
void expect_same(const std::string& what, const Tensor& actual, const Tensor& expected) {
  EXPECT_EQ(actual.shape(), expected.shape()) << what;
  const Numbers got = actual.to_vector(), wanted = expected.to_vector();
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_TRUE(gradus::testing::close(got[i], wanted[i], 1e-13) ||
                (std::isnan(got[i]) && std::isnan(wanted[i])))
        << what << ", element " << i << ": " << got[i] << ", PyTorch says " << wanted[i];
}

}  // namespace

TEST(Golden, ResultsAndGradientsArePyTorchs) {
  for (const auto& [name, f] : functions()) {
    Tensors inputs;
    for (const std::string& i : golden().keys("/" + name + "/inputs"))
      inputs.push_back(tensor("/" + name + "/inputs/" + i).requires_grad(true));
    const Tensor result = f(inputs);
    expect_same(name, result, tensor("/" + name + "/result"));
    const Tensors gradients = grad_or_zeros(result, inputs, tensor("/" + name + "/upstream"));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      expect_same(name + ", gradient " + std::to_string(i), gradients[i],
                  tensor("/" + name + "/gradients/" + std::to_string(i)));
  }
}

TEST(Golden, EveryCaseIsUsed) {
  std::vector<std::string> names;
  for (const auto& [name, f] : functions()) names.push_back(name);
  EXPECT_EQ(golden().keys(""), names);
}
