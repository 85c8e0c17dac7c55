// New tensors: from numbers, ranges and streams of random numbers.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using gradus::arange;
using gradus::bool_;
using gradus::DType;
using gradus::eye;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::linspace;
using gradus::RandomStream;
using gradus::Shape;
using gradus::Tensor;
using gradus::tensor;
using gradus::uint8;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_tensor(const std::string& what, const Tensor& x, DType dtype, const Shape& shape,
                   const Numbers& values) {
  EXPECT_EQ(x.dtype(), dtype) << what;
  EXPECT_EQ(x.shape(), shape) << what;
  EXPECT_TRUE(x.is_contiguous()) << what;
  expect_all(what, x.to_vector(), values, 1e-7);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST(Creation, NumbersInBraces) {
  expect_tensor("a matrix", tensor({{1, 2}, {3, 4}}), int64, {2, 2}, {1, 2, 3, 4});
  expect_tensor("a column", tensor({{1}, {2}}), int64, {2, 1}, {1, 2});
  expect_tensor("a row", tensor({{1, 2}}), int64, {1, 2}, {1, 2});
  expect_tensor("one number in three pairs", tensor({{{7}}}), int64, {1, 1, 1}, {7});
  expect_tensor("a vector", tensor({1.5, 2.0}), float32, {2}, {1.5, 2});
  expect_tensor("a number", tensor(1.5), float32, {}, {1.5});
  expect_tensor("truth values", tensor({true, false}), bool_, {2}, {1, 0});
  expect_tensor("some of each", tensor({{true, false}, {2, 3}}), int64, {2, 2}, {1, 0, 2, 3});
  expect_tensor("whole and not", tensor({1, 2.5}), float32, {2}, {1, 2.5});
  expect_tensor("nothing", tensor({}), float32, {0}, {});
  expect_tensor("three axes", tensor({{{1, 2, 3}}, {{4, 5, 6}}}), int64, {2, 1, 3},
                {1, 2, 3, 4, 5, 6});
  expect_tensor("another dtype", tensor({1, 2}, float64), float64, {2}, {1, 2});
  expect_tensor("bytes", tensor({1, 255}, uint8), uint8, {2}, {1, 255});
  const float one = 1;
  const std::size_t size = 2;
  expect_tensor("variables", tensor({one, one}), float32, {2}, {1, 1});
  expect_tensor("sizes", tensor({size, size}), int64, {2}, {2, 2});
}

TEST(Creation, ListsThatAreNoTensor) {
  EXPECT_EQ(message([] {
              tensor({{1, 2}, {3}});
            }),
            "tensor: a part of shape [2] stands beside one of shape [1]; all parts of a list must "
            "have one shape");
  EXPECT_EQ(message([] {
              tensor({{1, 2}, 3});
            }),
            "tensor: a part of shape [2] stands beside one of shape []; all parts of a list must "
            "have one shape");
  EXPECT_EQ(message([] {
              tensor({1, 256}, uint8);
            }),
            "number: 256 does not fit into uint8; convert the tensor to a larger dtype with "
            "to(dtype)");
}

TEST(Creation, Full) {
  expect_tensor("zeros", gradus::zeros({2, 2}), float32, {2, 2}, {0, 0, 0, 0});
  expect_tensor("ones", gradus::ones({3}, int64), int64, {3}, {1, 1, 1});
  expect_tensor("no elements", gradus::ones({2, 0}), float32, {2, 0}, {});
  expect_tensor("a whole number", gradus::full({2}, 7), int64, {2}, {7, 7});
  expect_tensor("half", gradus::full({2}, 0.5), float32, {2}, {0.5, 0.5});
  expect_tensor("true", gradus::full({2}, true), bool_, {2}, {1, 1});
  expect_tensor("cut to a whole number", gradus::full({1}, 2.75, int64), int64, {1}, {2});
  EXPECT_EQ(message([] { gradus::full({1}, kInfinity, int64); }),
            "number: inf does not fit into int64; convert the tensor to a larger dtype with "
            "to(dtype)");
  EXPECT_EQ(message([] { gradus::full({1}, 0x1p63, int64); }),
            "number: 9.22337e+18 does not fit into int64; convert the tensor to a larger dtype "
            "with to(dtype)");
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(*gradus::full({1}, largest).data<std::int64_t>(), largest);
  EXPECT_EQ(*gradus::full({1}, -largest - 1).data<std::int64_t>(), -largest - 1);
}

TEST(Creation, LikeAnotherTensor) {
  const Tensor x = permute(tensor({{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}}, float64), {2, 0, 1});
  for (const auto& [y, value] : {std::pair{zeros_like(x), 0.0}, std::pair{ones_like(x), 1.0},
                                 std::pair{full_like(x, 7), 7.0}}) {
    EXPECT_EQ(y.dtype(), float64);
    EXPECT_EQ(y.shape(), x.shape());
    EXPECT_EQ(y.array().strides(), x.array().strides()) << "its order in memory";
    EXPECT_EQ(y.to_vector(), Numbers(6, value));
  }
  EXPECT_FALSE(zeros_like(Tensor(x.array()).requires_grad(true)).requires_grad());
  EXPECT_EQ(full_like(tensor({1, 2}), 3).dtype(), int64);
  // Gaps and repeated elements are not taken over.
  EXPECT_TRUE(ones_like(expand(tensor({1.0}), {3})).is_contiguous());
  EXPECT_TRUE(ones_like(slice(gradus::zeros({4, 4}), 1, 0, 4, 2)).is_contiguous());
}

TEST(Creation, Arange) {
  expect_tensor("arange(4)", arange(4), int64, {4}, {0, 1, 2, 3});
  expect_tensor("arange(2, 5)", arange(2, 5), int64, {3}, {2, 3, 4});
  expect_tensor("arange(5, 0, -2)", arange(5, 0, -2), int64, {3}, {5, 3, 1});
  expect_tensor("arange(0, 6, 3)", arange(0, 6, 3), int64, {2}, {0, 3});
  expect_tensor("arange(0, 7, 3)", arange(0, 7, 3), int64, {3}, {0, 3, 6});
  expect_tensor("arange(3, 0)", arange(3, 0), int64, {0}, {});
  expect_tensor("arange(3, 3)", arange(3, 3), int64, {0}, {});
  expect_tensor("arange(4.0)", arange(4.0), float32, {4}, {0, 1, 2, 3});
  expect_tensor("arange(0, 1, 0.1)", arange(0, 1, 0.1), float32, {10},
                {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9});
  expect_tensor("arange(1, 0, -0.25)", arange(1, 0, -0.25), float32, {4}, {1, 0.75, 0.5, 0.25});
  expect_tensor("in float64", arange(0, 3, 1, float64), float64, {3}, {0, 1, 2});
  EXPECT_EQ(message([] { arange(0, 1, 0); }), "arange: the step is 0");
  EXPECT_EQ(message([] { arange(0, kInfinity, 1); }),
            "arange: from 0 to inf by 1: all three must be finite");
  EXPECT_EQ(message([] { arange(0, 1e30, 1.0); }), "arange: 1e+30 elements are too many");
}

TEST(Creation, ArangeIsExact) {
  constexpr Index large = (Index{1} << 53) + 1, lowest = std::numeric_limits<Index>::min(),
                  highest = std::numeric_limits<Index>::max();
  const auto element = [](const Tensor& x, Index i) { return x.data<std::int64_t>()[i]; };
  const Tensor x = arange(large, large + 3);
  for (Index i = 0; i < 3; ++i) EXPECT_EQ(element(x, i), large + i);
  const Tensor wide = arange(lowest, highest, highest);
  ASSERT_EQ(wide.numel(), 3);
  EXPECT_EQ(element(wide, 2), lowest + highest + highest);
  EXPECT_EQ(arange(highest, lowest, lowest).numel(), 2);
  // The last element comes from its number, not from adding up roundings.
  const Tensor tenths = arange(0, 100000, 0.1, float64);
  ASSERT_EQ(tenths.numel(), 1000000);
  EXPECT_EQ(tenths.data<double>()[999999], 999999 * 0.1);
}

TEST(Creation, Linspace) {
  expect_tensor("linspace(0, 1, 5)", linspace(0, 1, 5), float32, {5}, {0, 0.25, 0.5, 0.75, 1});
  expect_tensor("linspace(1, -1, 3)", linspace(1, -1, 3), float32, {3}, {1, 0, -1});
  expect_tensor("one number", linspace(2, 3, 1), float32, {1}, {2});
  expect_tensor("none", linspace(2, 3, 0), float32, {0}, {});
  EXPECT_EQ(message([] { linspace(0, 1, -1); }), "linspace: -1 numbers cannot be made");
  for (const DType dtype : {float32, float64})
    for (Index count = 2; count < 300; ++count) {
      const Tensor x = linspace(0.1, 0.7, count, dtype);
      const Tensor ends = tensor({0.1, 0.7}, dtype);
      EXPECT_EQ(x.to_vector().front(), ends.to_vector()[0]) << count;
      EXPECT_EQ(x.to_vector().back(), ends.to_vector()[1]) << count;
    }
  const Numbers up = linspace(-1, 1, 7, float64).to_vector();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(up[i], -up[6 - i]) << "symmetric";
}

TEST(Creation, Eye) {
  expect_tensor("eye(2)", eye(2), float32, {2, 2}, {1, 0, 0, 1});
  expect_tensor("eye(2, 3)", eye(2, 3), float32, {2, 3}, {1, 0, 0, 0, 1, 0});
  expect_tensor("eye(3, 1)", eye(3, 1, int64), int64, {3, 1}, {1, 0, 0});
  expect_tensor("eye(0)", eye(0), float32, {0, 0}, {});
  expect_tensor("eye(2, 0)", eye(2, 0), float32, {2, 0}, {});
}

TEST(Creation, RandomNumbersComeFromTheirStream) {
  const RandomStream stream(5, "creation");
  for (const DType dtype : {float32, float64}) {
    const Numbers uniform = gradus::rand({3, 4}, stream, dtype).to_vector(),
                  normal = gradus::randn({3, 4}, stream, dtype).to_vector();
    for (std::size_t i = 0; i < 12; ++i) {
      if (dtype == float32) {
        EXPECT_EQ(uniform[i], stream.uniform(i));
        EXPECT_EQ(normal[i], static_cast<float>(stream.normal(i)));
      } else {
        EXPECT_EQ(uniform[i], stream.uniform64(i));
        EXPECT_EQ(normal[i], stream.normal(i));
      }
    }
  }
  EXPECT_EQ(gradus::rand({4}, stream).to_vector(), gradus::rand({2, 2}, stream).to_vector());
  EXPECT_NE(gradus::rand({4}, stream).to_vector(),
            gradus::rand({4}, stream.at_step(1)).to_vector());
  EXPECT_EQ(gradus::randn({2, 0}, stream).shape(), Shape({2, 0}));
  EXPECT_EQ(message([&] { gradus::rand({2}, stream, int64); }),
            "rand: draws floating-point numbers, not int64; draw float32 and convert with "
            "to(int64)");
}
