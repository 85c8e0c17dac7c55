#include <gradus/cnn/batch_norm.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/normalisation.h>
#include <gradus/layers/normalization.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/compare.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "on_gpu.h"

namespace gradus::testing {
namespace {

class Normalisation : public ::testing::Test {
 protected:
  void SetUp() override {
    cuda::register_device();
    cuda::register_normalisation();
    trouble();
    if (failed_before()) GTEST_SKIP() << "first mend what failed above";
  }
};

std::vector<Tensor> on(Device device, const std::vector<Tensor>& tensors, DType dtype = float64) {
  std::vector<Tensor> result;
  for (const Tensor& t : tensors) result.push_back(to(to(t, dtype), device));
  return result;
}
// Outputs of an operation on the GPU, in float64 and float32, beside those of the CPU in float64.
struct Both {
  std::vector<std::vector<double>> right, wide, narrow;
};
Both run_both(const Operation& op, const std::vector<Tensor>& inputs, const Attributes& settings) {
  const std::vector<Tensor> exact = on(cpu, on(cpu, inputs, float32));
  Both both;
  for (const Tensor& t : run_poisoned(op, exact, settings)) both.right.push_back(numbers_of(t));
  for (const Tensor& t : run_poisoned(op, on(gpu, exact), settings))
    both.wide.push_back(numbers_of(t));
  for (const Tensor& t : run_poisoned(op, on(gpu, exact, float32), settings))
    both.narrow.push_back(numbers_of(t));
  return both;
}

Tensor noise(const Shape& shape, const char* name) {
  return randn(shape, RandomStream(1, name), float64);
}

// The gradient of x as it would be with statistics that no x moves (divide = 0), or with sums for
// means.
bool ratio(const Both& both, const std::vector<Tensor>& inputs, int sums_for_means,
           const BatchNormRowsAttributes& settings) {
  const std::vector<Tensor> in = on(cpu, on(cpu, inputs, float32));
  const Tensor &g = in[0], &x = in[1], &weight = in[2], &bias = in[3], &mean = in[4],
               &variance = in[5];
  const Tensor inverse = 1.0 / sqrt(variance + settings.eps), z = (x - mean) * inverse;
  Tensor y = z * weight + bias;
  if (in.size() > 6) y = y + in[6];
  const Tensor u = settings.relu ? where(y > 0.0, g, zeros_like(g)) : g;
  const Tensor rest = sum(u, {0}) + z * sum(u * z, {0});
  const Tensor dx = weight * inverse * (sums_for_means ? u - rest : u);
  return distance(both.wide[0], numbers_of(dx)) < 1e-6;
}
constexpr std::uint32_t kRows = 1;  // the axes of a column

}  // namespace

TEST_F(Normalisation, Moments) {
  // One number, few, more than a block's threads; and a column of several pieces.
  for (const Shape& shape : {Shape{1, 3}, Shape{5, 3}, Shape{300, 3}, Shape{3000, 3}}) {
    const Tensor x = 2.0 * noise(shape, "x") + 3.0;
    const Both both = run_both(ops::normalize, {x}, NormalizeAttributes{kRows, 1e-5});
    std::ostringstream what;
    what << " of the columns of " << shape;
    EXPECT_EQ(trouble(), "");
    if (HasFailure()) return;
    const double rows = static_cast<double>(shape[0]);
    std::vector<double> unbiased;
    for (double var : both.right[2]) unbiased.push_back(var * rows / (rows - 1));
    const bool nan = std::isnan(both.wide[1][0]) || std::isnan(both.wide[2][0]);
    expect_all("mean" + what.str(), both.wide[1], both.right[1], 1e-12)
        .if_true(nan, "NaN: two parts without numbers were joined, 0 / 0")
        .if_true(shape[0] > 5, "one number more moves the mean by (x - mean) / (count + 1)")
        .if_true(true, "the means of two parts must be weighed by how many numbers each has");
    expect_all("variance" + what.str(), both.wide[2], both.right[2], 1e-12)
        .if_true(nan, "NaN: two parts without numbers were joined, 0 / 0")
        .if_true(!nan && shape[0] == 5 && both.wide[2][0] < both.right[2][0] * (1 - 1e-9),
                 "too small: parts whose means differ lie further apart than within")
        .if_true(shape[0] > 5 && both.wide[2][0] > both.right[2][0] * (1 + 1e-9),
                 "too large: one of the two distances is from the new mean");
  }
}

TEST_F(Normalisation, FarFromZero) {
  const Tensor x = noise({1000, 5}, "x") + 10000.0;
  const Both both = run_both(ops::normalize, {x}, NormalizeAttributes{kRows, 1e-5});
  expect_all("variance of float32 numbers around 10000", both.narrow[2], both.right[2], 2e-3)
      .if_true(true,
               "the digits are gone: mean(x^2) - mean(x)^2 subtracts two numbers near 10^8, whose "
               "last digit is 8");
}

TEST_F(Normalisation, WriteRows) {
  for (const bool relu : {false, true})
    for (const bool with_residual : {false, true})
      for (const Shape& shape :
           {Shape{37, 19}, Shape{300, 5}, Shape{2, 70}, Shape{5, 1}, Shape{1500, 16}}) {
        const Index columns = shape[1];
        std::vector<Tensor> inputs{noise(shape, "x"), noise({columns}, "weight"),
                                   noise({columns}, "bias")};
        if (with_residual) inputs.push_back(noise(shape, "residual"));
        const BatchNormRowsAttributes settings{1e-3, relu, with_residual};
        std::ostringstream what;
        what << "of " << shape << (with_residual ? " with a residual" : "")
             << (relu ? " and ReLU" : "");
        Both both;
        const std::string wrong =
            complaint([&] { both = run_both(ops::batch_norm_rows, inputs, settings); });
        expect("batch norm " + what.str() + ": the device complains", !wrong.empty(), 0)
            .if_true(mentions(wrong, "out of bounds"),
                     "a thread without a column wrote or read (" + first_line(wrong) + ")")
            .if_true(mentions(wrong, "race"),
                     "several threads write the same element: rows go on by `step` (" +
                         first_line(wrong) + ")")
            .if_true(true, wrong);
        if (!wrong.empty() || HasFailure()) return;
        double least = 0;
        std::size_t unwritten = 0;
        for (double value : both.wide[0]) {
          least = std::min(least, value);
          unwritten += std::isnan(value);
        }
        expect_all("batch norm " + what.str(), both.wide[0], both.right[0], 1e-11)
            .if_true(unwritten > 0,
                     "rows were left out: there are more rows than threads in y, each does every "
                     "`step`-th")
            .if_true(relu && least < 0, "the ReLU is missing")
            .if_true(!relu && least == 0, "there is a ReLU where none was asked for")
            .if_true(true, "the elements of a row lie side by side: row * columns + c");
        for (int i = 0; i < 3; ++i) {
          const auto n = static_cast<std::size_t>(i);
          EXPECT_LE(distance(both.narrow[n], both.right[n]), 1e-4) << what.str() << i;
        }
      }
}

TEST_F(Normalisation, Gradient) {
  for (const bool relu : {false, true})
    for (const bool with_residual : {false, true})
      for (const Shape& shape : {Shape{37, 19}, Shape{300, 5}, Shape{5, 1}, Shape{1500, 16}}) {
        const Index columns = shape[1];
        const Tensor x = noise(shape, "x");
        std::vector<Tensor> inputs{noise(shape, "upstream"),
                                   x,
                                   noise({columns}, "weight"),
                                   noise({columns}, "bias"),
                                   mean(x, {0}),
                                   var(x, {0}, 0)};
        if (with_residual) inputs.push_back(noise(shape, "residual"));
        const BatchNormRowsAttributes settings{1e-3, relu, with_residual, with_residual};
        std::ostringstream what;
        what << "of " << shape << (with_residual ? " with a residual" : "")
             << (relu ? " and ReLU" : "");
        const Both both = run_both(ops::batch_norm_rows_backward, inputs, settings);
        EXPECT_EQ(trouble(), "");
        if (HasFailure()) return;
        const auto n = static_cast<std::size_t>(columns);
        const auto halves = [n](const std::vector<double>& both_of) {
          return std::pair{
              std::vector<double>(both_of.begin(),
                                  both_of.begin() + static_cast<std::ptrdiff_t>(n)),
              std::vector<double>(both_of.begin() + static_cast<std::ptrdiff_t>(n), both_of.end())};
        };
        const auto [weight, bias] = halves(both.wide[1]);
        const auto [right_weight, right_bias] = halves(both.right[1]);
        std::vector<double> all(n);
        const std::vector<double> g = numbers_of(to(to(inputs[0], float32), float64));
        for (std::size_t i = 0; i < g.size(); ++i) all[i % n] += g[i];
        expect_all("gradient of the bias " + what.str(), bias, right_bias, 1e-9)
            .if_equal(all,
                      "what the ReLU held back was counted, too: the terms are of what passed it")
            .if_true(true, "the bias gets the sum of u, not of u (x - mean)");
        expect_all("gradient of the weight " + what.str(), weight, right_weight, 1e-9)
            .if_true(distance(bias, right_bias) < 1e-6,
                     "the weight gets the sum of u (x - mean) inverse");
        expect_all("gradient of x " + what.str(), both.wide[0], both.right[0], 1e-9)
            .if_true(distance(weight, right_weight) < 1e-6 && ratio(both, inputs, 0, settings),
                     "mean and variance were taken as constants: every x moves them, and with them "
                     "all of its column")
            .if_true(distance(weight, right_weight) < 1e-6 && ratio(both, inputs, 1, settings),
                     "sums stand where means belong: divide by `count`")
            .if_true(distance(weight, right_weight) < 1e-6,
                     "dx = weight inverse (u - mean(u) - z mean(u z)), z = (x - mean) inverse");
        if (with_residual) {
          EXPECT_EQ(distance(both.wide[2], both.right[2]), 0) << what.str();
        }
        for (std::size_t i = 0; i < both.right.size(); ++i)
          EXPECT_LE(distance(both.narrow[i], both.right[i]), 2e-3) << what.str() << i;
      }
}

TEST_F(Normalisation, AgainAndAffine) {
  const Shape shape{70, 19};
  const Tensor x = noise(shape, "x"), weight = noise({19}, "weight"), bias = noise({19}, "bias"),
               residual = noise(shape, "residual");
  const std::vector<Tensor> statistics{mean(x, {0}), var(x, {0}, 0)};
  for (const bool relu : {false, true}) {
    const BatchNormRowsAttributes settings{1e-3, relu, true};
    for (const Both& both :
         {run_both(ops::batch_norm_again, {x, weight, bias, statistics[0], statistics[1], residual},
                   settings),
          run_both(ops::batch_norm_again, {x, weight, bias, statistics[0], statistics[1]},
                   settings),
          run_both(ops::affine_rows, {x, weight, bias, residual}, settings),
          run_both(ops::affine_rows, {x, weight, bias}, settings)}) {
      EXPECT_LE(distance(both.wide[0], both.right[0]), 1e-12);
      EXPECT_LE(distance(both.narrow[0], both.right[0]), 1e-5);
    }
  }
  EXPECT_EQ(trouble(), "");
}

TEST_F(Normalisation, AnyAxes) {
  for (const Shape& shape : {Shape{7, 300}, Shape{6, 5, 11}, Shape{4, 3, 5, 7}})
    for (const std::uint32_t axes : {1u, 2u, 4u, 3u, 5u, 13u}) {
      const std::uint32_t there = axes & ((1u << shape.rank()) - 1);
      const Tensor x = noise(shape, "x");
      const Both both = run_both(ops::normalize, {x}, NormalizeAttributes{there, 1e-5});
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_LE(distance(both.wide[i], both.right[i]), 1e-11)
            << shape << there << " output " << i;
        EXPECT_LE(distance(both.narrow[i], both.right[i]), 1e-3)
            << shape << there << " output " << i;
      }
      const auto view = [](const Tensor& t) { return slice(transpose(t, 0, -1), 0, 1, 5, 2); };
      const NormalizeAttributes settings{there, 1e-5};
      EXPECT_LE(distance(numbers_of(run_poisoned(ops::normalize, {view(to(x, gpu))}, settings)[0]),
                         numbers_of(run_poisoned(ops::normalize, {view(x)}, settings)[0])),
                1e-11);
    }
  EXPECT_EQ(trouble(), "");
}

TEST_F(Normalisation, TwoRunsGiveTheSameBits) {
  const Tensor x = to(noise({3000, 5}, "x"), float32), g = to(noise({3000, 5}, "g"), float32),
               w = ones({5}), b = zeros({5});
  const auto once = [&] {
    const auto out =
        run_poisoned(ops::batch_norm_rows, on(gpu, {x, w, b}, float32), BatchNormRowsAttributes{});
    const auto back = run_poisoned(ops::batch_norm_rows_backward,
                                   {to(g, gpu), to(x, gpu), to(w, gpu), to(b, gpu), out[1], out[2]},
                                   BatchNormRowsAttributes{1e-5, true});
    std::vector<double> all;
    for (const auto& outputs : {out, back})
      for (const Tensor& t : outputs)
        for (double value : numbers_of(t)) all.push_back(value);
    return all;
  };
  EXPECT_EQ(once(), once());
}

}  // namespace gradus::testing
