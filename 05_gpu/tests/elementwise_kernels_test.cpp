#include <gradus/gpu/device.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/launch.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>

#include "device_numbers.h"

namespace ops = gradus::ops;
using gradus::Array;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

class ElementwiseKernels : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
  }

  static Tensor random(const Shape& shape, DType dtype = float32) {
    static int number = 0;
    return gradus::randn(shape, gradus::RandomStream(1, "x" + std::to_string(++number)), dtype);
  }
  static Tensor on_gpu(const Tensor& x) { return to(x, gradus::gpu); }
  static Numbers values(const Array& array) { return gradus::to_vector<double>(array); }

  // Runs an operation of one or two inputs on the GPU, in memory that is NaN before.
  static Numbers on_gpu_by(const gradus::Operation& op, const std::vector<Tensor>& inputs,
                           std::string* trouble, const gradus::Attributes& settings = {}) {
    std::vector<Tensor> there;
    std::vector<const Array*> pointers;
    for (const Tensor& input : inputs) there.push_back(on_gpu(input));
    for (const Tensor& input : there) pointers.push_back(&input.array());
    Array out;
    *trouble = gradus::testing::trouble([&] {
      out = gradus::run(op, {pointers.data(), pointers.size()}, settings)[0];
    });
    return trouble->empty() ? values(out) : Numbers{};
  }
};

}  // namespace

TEST_F(ElementwiseKernels, Packs) {
  // More packs than threads, so that each has to go on; and sizes that fill no pack.
  const Index many = 4 * (gradus::cuda::kMostBlocks * gradus::cuda::kThreads) + 9;
  for (const Index count : {Index{1}, Index{4}, Index{257}, Index{1030}, Index{0}}) {
    const Tensor a = random({count}), b = random({count});
    std::string trouble;
    const Numbers sums = on_gpu_by(ops::add, {a, b}, &trouble);
    const std::string what = "a + b of " + std::to_string(count) + " numbers";
    expect("the device's complaints about " + what, trouble.empty() ? 0 : 1, 0)
        .if_true(trouble.find("bounds") != std::string::npos,
                 "the last pack is not full: count / kItems of them are, and the loop below does "
                 "the rest (" +
                     trouble + ")")
        .if_true(!trouble.empty(), trouble);
    if (trouble.empty())
      expect_all(what, sums, values(gradus::run(ops::add, {&a.array(), &b.array()})));
  }
  if (!gradus::cuda::is_emulated()) {  // takes too long there
    const Tensor a = random({many});
    std::string trouble;
    EXPECT_EQ(on_gpu_by(ops::neg, {a}, &trouble), values(gradus::run(ops::neg, {&a.array()})));
  }
}

TEST_F(ElementwiseKernels, AnyLayout) {
  const Tensor matrix = random({5, 7}), stack = random({3, 5, 7});
  const Tensor row = random({1, 7}), every_other = slice(random({5, 14}), 1, 0, 14, 2);
  for (const auto& [name, a, b] : std::vector<std::tuple<std::string, Tensor, Tensor>>{
           {"a matrix and its like", matrix, random({5, 7})},
           {"a matrix and a row", matrix, expand(row, {5, 7})},
           {"a matrix and a transposed one", matrix, transpose(random({7, 5}), 0, 1)},
           {"a stack with axes exchanged", permute(stack, {2, 0, 1}), random({7, 3, 5})},
           {"every other column", every_other, matrix},
           {"a part that begins at an odd place", slice(random({40}), 0, 1, 36), random({35})},
           {"single numbers", random({}), random({})}}) {
    std::string trouble;
    const Numbers result = on_gpu_by(ops::sub, {a, b}, &trouble);
    EXPECT_EQ(trouble, "") << name;
    const Numbers expected = values(gradus::run(ops::sub, {&a.array(), &b.array()}));
    const int axes = a.dim();
    expect_all("a - b of " + name, result, expected)
        .if_true(name == "a matrix and a row" && result.size() == 35 && result[0] == expected[0] &&
                     result[6] == expected[6] && result[34] != expected[34],
                 "a row that is added to every line has stride 0 there: each array has strides of "
                 "its own")
        .if_true(axes == 2 && result.size() == expected.size() && result[0] == expected[0] &&
                     result[1] == expected[1],
                 "the beginning of the first row is right and the rest is not: what is left of the "
                 "number has to go on to the axis before")
        .if_true(axes >= 2, "the last axis changes fastest");
  }
}

TEST_F(ElementwiseKernels, EveryFormulaEqualsTheCpus) {
  struct Case {
    const gradus::Operation* op;
    double low, high;
    int inputs;
    double ulps;
  };
  for (const DType dtype : {float32, float64})
    for (const Case& c :
         std::vector<Case>{{&ops::exp, -5, 5, 1, 3},          {&ops::log, 0.1, 9, 1, 3},
                           {&ops::log1p, 0, 9, 1, 3},         {&ops::sqrt, 0, 9, 1, 1},
                           {&ops::reciprocal, 0.5, 9, 1, 1},  {&ops::sin, -3, 3, 1, 4},
                           {&ops::cos, -3, 3, 1, 4},          {&ops::tanh, -3, 3, 1, 4},
                           {&ops::sigmoid, -9, 9, 1, 4},      {&ops::erf, -2, 2, 1, 4},
                           {&ops::neg, -9, 9, 1, 0},          {&ops::abs, -9, 9, 1, 0},
                           {&ops::sign, -9, 9, 1, 0},         {&ops::relu, -9, 9, 1, 0},
                           {&ops::add, -9, 9, 2, 0},          {&ops::sub, -9, 9, 2, 0},
                           {&ops::mul, -9, 9, 2, 0},          {&ops::div, 1, 9, 2, 1},
                           {&ops::pow, 0.5, 2, 2, 8},         {&ops::maximum, -9, 9, 2, 0},
                           {&ops::minimum, -9, 9, 2, 0},      {&ops::eq, -9, 9, 2, 0},
                           {&ops::lt, -9, 9, 2, 0},           {&ops::le, -9, 9, 2, 0},
                           {&ops::relu_backward, -9, 9, 2, 0}}) {
      std::vector<Tensor> inputs;
      std::vector<const Array*> arrays;
      for (int i = 0; i < c.inputs; ++i)
        inputs.push_back(gradus::rand({301}, gradus::RandomStream(i, c.op->name()), dtype) *
                             (c.high - c.low) +
                         c.low);
      for (const Tensor& input : inputs) arrays.push_back(&input.array());
      std::string trouble;
      const Numbers result = on_gpu_by(*c.op, inputs, &trouble);
      ASSERT_EQ(trouble, "") << c.op->name();
      const double ulp = dtype == float32 ? 0x1p-23 : 0x1p-52;
      expect_all(c.op->name(), result,
                 values(gradus::run(*c.op, {arrays.data(), arrays.size()})[0]), c.ulps * ulp);
    }
}

TEST_F(ElementwiseKernels, NanAndInfinityStay) {
  const double nan = std::nan(""), inf = INFINITY;
  const Tensor x = Tensor::of({nan, -inf, inf, -0.0, 1}, {5});
  std::string trouble;
  for (const gradus::Operation* op : {&ops::relu, &ops::sign, &ops::exp, &ops::sigmoid}) {
    const Numbers result = on_gpu_by(*op, {x}, &trouble),
                  expected = values(gradus::run(*op, {&x.array()}));
    ASSERT_EQ(result.size(), 5U) << trouble;
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_TRUE(result[i] == expected[i] || (std::isnan(result[i]) && std::isnan(expected[i])))
          << op->name() << " of " << x.to_vector()[i];
  }
}

TEST_F(ElementwiseKernels, OperatorsWorkOnTheGpu) {
  const Tensor a = random({33, 65}), b = random({33, 1});
  const auto formula = [](const Tensor& x, const Tensor& y) {
    return where(x > 0.0, clamp(x * y + 2.0, -1, 3), sqrt(abs(y)) - 0.5 * x) / 3.0;
  };
  const Tensor there = formula(on_gpu(a), on_gpu(b));
  EXPECT_EQ(there.device(), gradus::gpu);
  expect_all("a formula of many operations", to(there, gradus::cpu).to_vector(),
             formula(a, b).to_vector(), 1e-6);
}

TEST_F(ElementwiseKernels, CastsBetweenAllTypes) {
  const std::vector<DType> types{float32, float64, gradus::int64, gradus::uint8, gradus::bool_};
  const Tensor x = Tensor::of({0, 1, 2.75, 3, 250, 0.5, 7}, {7}, float64);
  for (const DType from : types)
    for (const DType other : types) {
      const Tensor source = to(x, from);
      EXPECT_EQ(to(to(on_gpu(source), other), gradus::cpu).to_vector(),
                to(source, other).to_vector())
          << from << " to " << other;
    }
}

TEST_F(ElementwiseKernels, CopiesOfTransposes) {
  for (const Shape& shape : {Shape{40, 50}, {2, 33, 20}, {3, 17, 4, 18}, {2, 3}}) {
    const Tensor x = random(shape);
    const Tensor turned = transpose(x, -1, -2);
    EXPECT_EQ(to(contiguous(transpose(on_gpu(x), -1, -2)), gradus::cpu).to_vector(),
              contiguous(turned).to_vector())
        << shape;
  }
}

TEST_F(ElementwiseKernels, MissingKernelsAreNamed) {
  try {
    gradus::run(ops::exp, {&on_gpu(Tensor::of({1}, {1}, gradus::int64)).array()});
    FAIL() << "there is no exp of int64";
  } catch (const gradus::Error& error) {
    EXPECT_NE(std::string(error.what()).find("cuda/float32"), std::string::npos) << error.what();
  }
}
