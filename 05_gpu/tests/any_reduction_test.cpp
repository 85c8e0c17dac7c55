// Reductions on the GPU beside those of the CPU: every axis, layout and dtype.
#include <gradus/gpu/device.h>
#include <gradus/gpu/reductions.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/tensor_autograd/cumsum.h>
#include <gradus/tensor_autograd/extremes.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/reductions.h>
#include <gtest/gtest.h>

#include <limits>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class AnyReduction : public ::testing::Test {
 protected:
  void SetUp() override {
    cuda::register_device();
    cuda::register_reductions();
    trouble();
  }
};

Tensor counting(const Shape& shape) {
  std::vector<double> values;
  for (Index i = 0; i < numel(shape); ++i) values.push_back(static_cast<double>(i % 7 + 1));
  return made(values, shape);
}

}  // namespace

// The blueprint's bound: twice the error of one running sum, and K 2^-24 of the sum of the sizes.
TEST_F(AnyReduction, AnyAxesOfAnyLayout) {
  const std::vector<Shape> shapes{
      {},         {1},        {0},        {33},          {4, 0, 3},
      {17, 259},  {3, 1, 70}, {6, 5, 41}, {2, 9, 3, 11}, {3, 2, 4, 5, 7},
      {40, 3, 9}, {1, 300, 2}};
  for (const Shape& shape : shapes)
    for (const int view : {0, 1, 2}) {
      Tensor x = randn(shape, RandomStream(3, "x"), float64);
      const int rank = shape.rank();
      const auto turned = [&](Tensor t) {
        if (view == 1 && rank > 1) t = transpose(t, 0, -1);
        if (view == 2 && rank > 0 && t.size(0) > 2) t = slice(t, 0, 1, t.size(0), 2);
        return t;
      };
      for (const std::uint32_t axes :
           {0u, 1u, (1u << rank) - 1, 1u << std::max(rank - 1, 0), 5u, 6u}) {
        const ReduceAttributes settings{axes & ((1u << rank) - 1), view == 1};
        const Tensor narrow = to(x, float32), wide = to(narrow, float64);
        const auto right = numbers_of(run_poisoned(ops::sum, {turned(wide)}, settings)[0]);
        const auto sizes = numbers_of(run_poisoned(ops::sum, {abs(turned(wide))}, settings)[0]);
        std::vector<double> naive;
        {
          const UseVariant one_by_one(ops::sum, "naive");
          naive = numbers_of(run_poisoned(ops::sum, {turned(narrow)}, settings)[0]);
        }
        for (const char* variant : {"shuffles", "tree"}) {
          const UseVariant use(ops::sum, variant);
          const Tensor on_gpu = turned(to(narrow, gpu));
          const auto y = numbers_of(run_poisoned(ops::sum, {on_gpu}, settings)[0]);
          ASSERT_EQ(trouble(), "") << shape << " axes " << axes;
          ASSERT_EQ(y.size(), right.size());
          const double terms = static_cast<double>(numel(shape)) /
                               std::max<double>(1, static_cast<double>(y.size()));
          for (std::size_t i = 0; i < y.size(); ++i)
            ASSERT_LE(std::abs(y[i] - right[i]),
                      2 * std::abs(naive[i] - right[i]) + terms * 0x1p-24 * sizes[i])
                << shape << " axes " << axes << " " << variant;
          const auto same = numbers_of(run_poisoned(ops::sum, {on_gpu}, settings)[0]);
          ASSERT_EQ(y, same) << "two runs differ";
          const auto exact =
              numbers_of(run_poisoned(ops::sum, {turned(to(wide, gpu))}, settings)[0]);
          ASSERT_LE(distance(exact, right), 1e-12 * (1 + terms)) << shape << " axes " << axes;
        }
      }
    }
}

TEST_F(AnyReduction, WholeNumbersAndTruthValuesGiveInt64) {
  for (const DType dtype : {int64, uint8, bool_}) {
    const Tensor x = to(counting({9, 70}), dtype);
    for (const int axis : {0, 1}) {
      const ReduceAttributes settings{1u << axis, false};
      const Tensor y = run_poisoned(ops::sum, {to(x, gpu)}, settings)[0];
      EXPECT_EQ(y.dtype(), int64);
      EXPECT_EQ(numbers_of(y), numbers_of(run_poisoned(ops::sum, {x}, settings)[0])) << dtype;
    }
  }
}

TEST_F(AnyReduction, LargestAndSmallestAndTheirPlaces) {
  for (const DType dtype : {float32, float64, int64, uint8, bool_})
    for (const Shape& shape : {Shape{5, 300}, Shape{300, 5}, Shape{7, 3, 40}, Shape{6000, 2}})
      for (int axis = 0; axis < shape.rank(); ++axis) {
        // Few different numbers, so that there are ties.
        std::vector<double> values;
        const RandomStream random(1, "ties");
        for (Index i = 0; i < numel(shape); ++i)
          values.push_back(random.bits(static_cast<std::uint64_t>(i)) % 6);
        Tensor x = made(values, shape);
        x = to(dtype == uint8 || dtype == bool_ ? x : x - 3.0, dtype);
        const ReduceAttributes settings{1u << axis, axis == 1};
        for (Operation* op : {&ops::max, &ops::min, &ops::argmax, &ops::argmin})
          ASSERT_EQ(numbers_of(run_poisoned(*op, {to(x, gpu)}, settings)[0]),
                    numbers_of(run_poisoned(*op, {x}, settings)[0]))
              << op->name() << " of " << shape << " " << dtype << " axis " << axis;
      }
  EXPECT_EQ(trouble(), "");
}

TEST_F(AnyReduction, NotANumberWins) {
  std::vector<double> values(600, 1.0);
  values[37] = values[40] = values[599] = NAN;
  values[300] = kInfinity;
  for (const DType dtype : {float32, float64})
    for (const Shape& shape : {Shape{2, 300}, Shape{300, 2}, Shape{600}})
      for (int axis = 0; axis < shape.rank(); ++axis) {
        const Tensor x = made(values, shape, dtype);
        const ReduceAttributes settings{1u << axis, false};
        for (Operation* op : {&ops::max, &ops::min, &ops::argmax, &ops::argmin, &ops::sum})
          EXPECT_EQ(distance(numbers_of(run_poisoned(*op, {to(x, gpu)}, settings)[0]),
                             numbers_of(run_poisoned(*op, {x}, settings)[0])),
                    0)
              << op->name() << " of " << shape << " axis " << axis;
      }
}

TEST_F(AnyReduction, ReadsViewsFarIntoTheirStorage) {
  const Tensor x = counting({5, 6, 70});
  const Tensor there = to(x, gpu);
  const auto view = [](const Tensor& t) {
    return expand(slice(select(t, 1, 3), 1, 9, 60, 3), {4, 5, 17});
  };
  for (const std::uint32_t axes : {1u, 2u, 4u, 3u, 7u})
    for (Operation* op : {&ops::sum, &ops::max})
      EXPECT_EQ(numbers_of(run_poisoned(*op, {view(there)}, ReduceAttributes{axes, false})[0]),
                numbers_of(run_poisoned(*op, {view(x)}, ReduceAttributes{axes, false})[0]))
          << op->name() << axes;
}

TEST_F(AnyReduction, RunningSums) {
  for (const Shape& shape :
       {Shape{}, Shape{3, 700}, Shape{700, 3}, Shape{140, 40}, Shape{2, 0}, Shape{5, 1, 33}})
    for (int axis = 0; axis < shape.rank(); ++axis)
      for (const bool reverse : {false, true}) {
        const CumsumAttributes settings{axis, reverse};
        const Tensor x = randn(shape, RandomStream(2, "x"), float64);
        EXPECT_LE(distance(numbers_of(run_poisoned(ops::cumsum, {to(x, gpu)}, settings)[0]),
                           numbers_of(run_poisoned(ops::cumsum, {x}, settings)[0])),
                  1e-11)
            << shape << " axis " << axis;
        const Tensor whole = to(10.0 * x, int64);
        EXPECT_EQ(numbers_of(run_poisoned(ops::cumsum, {to(whole, gpu)}, settings)[0]),
                  numbers_of(run_poisoned(ops::cumsum, {whole}, settings)[0]));
        const Tensor narrow = to(x, float32);
        EXPECT_LE(
            distance(numbers_of(run_poisoned(ops::cumsum, {to(narrow, gpu)}, settings)[0]),
                     numbers_of(run_poisoned(ops::cumsum, {to(narrow, float64)}, settings)[0])),
            1e-4);
      }
  EXPECT_EQ(trouble(), "");
}

TEST_F(AnyReduction, BestPlaces) {
  for (const DType dtype : {float32, float64, int64, uint8, bool_})
    for (const bool largest : {true, false})
      for (const int axis : {0, 1})
        for (const Index k : {0, 1, 5, 23}) {
          std::vector<double> values;
          const RandomStream random(1, "ties");
          for (int i = 0; i < 23 * 29; ++i)
            values.push_back(random.bits(static_cast<std::uint64_t>(i)) % 40);
          if (dtype == float32 || dtype == float64) values[7] = values[90] = values[100] = NAN;
          const Tensor x = made(values, {23, 29});
          const Tensor y = to(x, dtype);
          const TopKAttributes settings{axis, k, largest};
          EXPECT_EQ(numbers_of(run_poisoned(ops::topk, {to(y, gpu)}, settings)[0]),
                    numbers_of(run_poisoned(ops::topk, {y}, settings)[0]))
              << dtype << " axis " << axis << " k " << k;
        }
  EXPECT_EQ(trouble(), "");
}

TEST_F(AnyReduction, NormOfAllGradients) {
  for (const DType dtype : {float32, float64}) {
    std::vector<Tensor> here, there;
    for (const Shape& shape : {Shape{300, 20}, Shape{7}, Shape{0}, Shape{}, Shape{1, 5000}}) {
      here.push_back(randn(shape, RandomStream(4, "g"), dtype));
      there.push_back(to(here.back(), gpu));
    }
    for (const double type : {2.0, kInfinity}) {
      const double right =
          numbers_of(run_poisoned(ops::total_norm, here, NormAttributes{type})[0])[0];
      EXPECT_NEAR(numbers_of(run_poisoned(ops::total_norm, there, NormAttributes{type})[0])[0],
                  right, 1e-12 * right);
    }
  }
  EXPECT_EQ(trouble(), "");
}

}  // namespace gradus::testing
