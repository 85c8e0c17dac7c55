// Operations on tensors and numbers of different dtypes, against PyTorch
// (tests/data/make_elementwise_golden.py), and whole numbers that no double can hold.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

using gradus::bool_;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::int64;
using gradus::Scalar;
using gradus::Shape;
using gradus::Tensor;
using gradus::tensor;
using gradus::uint8;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using Numbers = std::vector<double>;

namespace {

const std::vector<DType> kAll = {float32, float64, int64, uint8, bool_};

std::string name(DType dtype) { return info(dtype).name; }

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// An operation on two tensors, and the same on a tensor and a number.
struct Binary {
  std::function<Tensor(const Tensor&, const Tensor&)> with_tensor;
  std::function<Tensor(const Tensor&, Scalar)> with_number = nullptr;
};
Binary both(auto f) { return {f, f}; }

const std::map<std::string, Binary>& operations() {
  static const std::map<std::string, Binary> list = {
      {"add", both([](const Tensor& a, auto b) { return a + b; })},
      {"sub", both([](const Tensor& a, auto b) { return a - b; })},
      {"mul", both([](const Tensor& a, auto b) { return a * b; })},
      {"div", both([](const Tensor& a, auto b) { return a / b; })},
      {"maximum", both([](const Tensor& a, auto b) { return maximum(a, b); })},
      {"minimum", both([](const Tensor& a, auto b) { return minimum(a, b); })},
      {"eq", both([](const Tensor& a, auto b) { return eq(a, b); })},
      {"ne", both([](const Tensor& a, auto b) { return ne(a, b); })},
      {"lt", both([](const Tensor& a, auto b) { return a < b; })},
      {"le", both([](const Tensor& a, auto b) { return a <= b; })},
      {"gt", both([](const Tensor& a, auto b) { return a > b; })},
      {"ge", both([](const Tensor& a, auto b) { return a >= b; })},
      {"where", both([](const Tensor& a, auto b) {
         return where(tensor({true, false, true}), a, b);
       })},
  };
  return list;
}

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/mixed_dtypes.json");
  return file;
}

// What the second operand of a case is: "int64", "int64 single" or "number whole".
std::variant<Tensor, Scalar> operand(const std::string& kind) {
  if (kind == "number true") return Scalar(true);
  if (kind == "number whole") return Scalar(2);
  if (kind == "number floating") return Scalar(2.5);
  for (const DType dtype : kAll) {
    if (kind == name(dtype)) return to(tensor({2, 1, 5}), dtype);
    if (kind == name(dtype) + " single") return to(tensor(2), dtype);
  }
  throw gradus::Error("test: no operand " + kind);
}

}  // namespace

TEST(MixedDtypes, ResultsArePyTorchs) {
  int cases = 0;
  for (const auto& [operation, call] : operations()) {
    for (const std::string& key : golden().keys("/" + operation)) {
      const std::string what = operation + " of " + key, at = "/" + operation + "/" + key;
      const std::size_t split = key.find(" and ");
      Tensor left;
      for (const DType dtype : kAll)
        if (key.substr(0, split) == name(dtype)) left = to(tensor({3, 1, 2}), dtype);
      const auto right = operand(key.substr(split + 5));
      const Tensor result = std::holds_alternative<Tensor>(right)
                                ? call.with_tensor(left, std::get<Tensor>(right))
                                : call.with_number(left, std::get<Scalar>(right));
      EXPECT_EQ(result.dtype().id(), golden().number(at + "/dtype"))
          << what << ": " << result.dtype();
      expect_all(what, result.to_vector(), golden().numbers(at + "/values"), 1e-7);
      ++cases;
    }
  }
  EXPECT_GT(cases, 500);
  std::vector<std::string> names;
  for (const auto& [operation, call] : operations()) names.push_back(operation);
  EXPECT_EQ(golden().keys(""), names);
}

TEST(MixedDtypes, NumbersOnTheLeft) {
  const Tensor whole = tensor({1, 2, 4});
  EXPECT_EQ((3 - whole).dtype(), int64);
  expect_all("3 - [1, 2, 4]", (3 - whole).to_vector(), {2, 1, -1});
  EXPECT_EQ((2.5 * whole).dtype(), float32);
  expect_all("2.5 * [1, 2, 4]", (2.5 * whole).to_vector(), {2.5, 5, 10});
  EXPECT_EQ((1 / whole).dtype(), float32);
  expect_all("1 / [1, 2, 4]", (1 / whole).to_vector(), {1, 0.5, 0.25});
  expect_all("3 / [1, 2, 4]", (3 / whole).to_vector(), {3, 1.5, 0.75});
  EXPECT_EQ((true + tensor({true, false})).dtype(), bool_);
  expect_all("4 - [3] in uint8", (4 - tensor({3}, uint8)).to_vector(), {1});
  expect_all("[3] - 4 in uint8 starts again at 255", (tensor({3}, uint8) - 4).to_vector(), {255});
}

TEST(MixedDtypes, GradientsComeBackInTheirOwnDtype) {
  for (const auto& [operation, call] : operations()) {
    const Tensor small = tensor({3.0, 1.0, 2.0}).requires_grad(true),
                 large = tensor({2.0, 1.5, 5.0}, float64).requires_grad(true);
    const Tensor result = call.with_tensor(small, large);
    if (result.dtype() == bool_) continue;
    EXPECT_EQ(result.dtype(), float64) << operation;
    backward(sum(result));
    EXPECT_EQ(small.grad().dtype(), float32) << operation;
    EXPECT_EQ(large.grad().dtype(), float64) << operation;
  }
  const Tensor x = tensor({1.0, 2.0}).requires_grad(true);
  backward(sum(x * tensor({3, 4}) + tensor(10)));
  expect_all("the gradient of a float tensor times whole numbers", x.grad().to_vector(), {3, 4});
  EXPECT_EQ(x.grad().dtype(), float32);
}

TEST(MixedDtypes, WholeNumbersStayExact) {
  // 2^53 + 1 is the first whole number that no double holds.
  constexpr std::int64_t large = (std::int64_t{1} << 53) + 1;
  const auto only = [](const Tensor& x) { return *x.data<std::int64_t>(); };
  const Tensor x = tensor({large});
  EXPECT_EQ(only(x), large);
  EXPECT_EQ(only(x + 2), large + 2);
  EXPECT_EQ(only(x - large), 0);
  EXPECT_EQ(only(large - x * 2), -large);
  EXPECT_EQ(only(3 * x), 3 * large);
  EXPECT_EQ(only(-x), -large);
  EXPECT_EQ(only(abs(-x)), large);
  EXPECT_EQ(only(x + x), 2 * large);
  EXPECT_EQ(only(maximum(x, large + 1)), large + 1);
  EXPECT_EQ(only(clamp(x, {}, large - 2)), large - 2);
  EXPECT_EQ(only(where(x > 0, x, 0)), large);
  EXPECT_EQ(only(where(x < 0, x, large + 4)), large + 4);
  EXPECT_EQ(only(pow(x - large + 3, 2)), 9);
  EXPECT_EQ(only(pow(x - large + 3, 3)), 27);
  EXPECT_EQ(only(gradus::full({1}, large)), large);
  EXPECT_EQ((x < large + 1).item(), 1) << "in doubles both are 2^53";
  EXPECT_EQ(eq(x, large - 1).item(), 0);
  EXPECT_EQ(only(to(x, int64)), large);
}

TEST(MixedDtypes, FunctionsOfWholeNumbersAreFloat32) {
  const Tensor x = tensor({1, 2});
  for (const Tensor& y : {exp(x), log(x), log1p(x), sqrt(x), rsqrt(x), reciprocal(x), sin(x),
                          cos(x), tanh(x), sigmoid(x), erf(x), gelu(x), gelu(x, "tanh"),
                          x / x, pow(x, 0.5), pow(x, 2.0), clamp(x, 0.5, {})})
    EXPECT_EQ(y.dtype(), float32);
  for (const Tensor& y : {-x, abs(x), sign(x), square(x), relu(x), pow(x, 2), clamp(x, 0, 1)})
    EXPECT_EQ(y.dtype(), int64);
  expect_all("sqrt([true, false])", sqrt(tensor({true, false})).to_vector(), {1, 0});
}

TEST(MixedDtypes, Bytes) {
  const Tensor x = tensor({0, 1, 200}, uint8);
  expect_all("-[0, 1, 200]", (-x).to_vector(), {0, 255, 56});
  expect_all("[0, 1, 200] + [0, 1, 200]", (x + x).to_vector(), {0, 2, 144});
  expect_all("[0, 1, 200] * 2", (x * 2).to_vector(), {0, 2, 144});
  expect_all("sign", sign(x).to_vector(), {0, 1, 1});
  expect_all("abs", abs(x).to_vector(), {0, 1, 200});
  expect_all("clamp to [-5, 300]", clamp(x, -5, 300).to_vector(), {0, 1, 200});
  expect_all("clamp to [1, 100]", clamp(x, 1, 100).to_vector(), {1, 1, 100});
  expect_all("minimum", minimum(x, 100).to_vector(), {0, 1, 100});
  expect_all("[0, 1, 200] / 255 in float32", (x / 255.0).to_vector(), {0, 1 / 255.0, 200 / 255.0},
             1e-7);
  EXPECT_EQ(message([&] { x < 300; }),
            "number: 300 does not fit into uint8; convert the tensor to a larger dtype with "
            "to(dtype)");
  EXPECT_EQ(message([&] { maximum(x, -1); }),
            "number: -1 does not fit into uint8; convert the tensor to a larger dtype with "
            "to(dtype)");
}

TEST(MixedDtypes, TruthValues) {
  const Tensor a = tensor({false, true, true, false, false}),
               b = tensor({true, true, false, true, false});
  expect_all("or", (a + b).to_vector(), {1, 1, 1, 1, 0});
  expect_all("and", (a * b).to_vector(), {0, 1, 0, 0, 0});
  EXPECT_EQ((a + b).dtype(), bool_);
  expect_all("logical_or", logical_or(a, b).to_vector(), {1, 1, 1, 1, 0});
  expect_all("logical_and", logical_and(a, b).to_vector(), {0, 1, 0, 0, 0});
  expect_all("logical_not", logical_not(a).to_vector(), {1, 0, 0, 1, 1});
  expect_all("counted", (a + 1).to_vector(), {1, 2, 2, 1, 1});
  const std::string error = message([&] { a - b; });
  EXPECT_NE(error.find("sub: no kernel for cpu/bool"), std::string::npos) << error;
}

TEST(MixedDtypes, OnlyOneDtypeInAKernel) {
  const Tensor a = tensor({1.0f}), b = tensor({1});
  EXPECT_EQ(message([&] {
              run(gradus::ops::add, {&a.array(), &b.array()});
            }),
            "add: dtypes differ: float32 and int64; convert one with to(dtype)");
}
