#pragma once
// Every operation of an earlier chapter on the GPU: values and gradients as the CPU computes them,
// found through the table of operations, so that none is left out. A test includes this and that
// chapter's operation_samples.h; the tests stand here.
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/operation.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "../../02_tensor_autograd/tests/operation_sample.h"

namespace gradus::testing {

constexpr int kGpuSamples = 24;

/// The same elements in the same layout, gaps and overlaps included, on the GPU.
inline Tensor on_gpu_as_it_lies(const Tensor& x) {
  Array there = x.array();
  there.storage = Storage::allocate(x.array().storage->bytes(), gpu);
  info(gpu).copy_from_cpu(there.storage->data(), x.array().storage->data(),
                          x.array().storage->bytes());
  return Tensor(there);
}

/// The variants that an operation has for a dtype on the GPU.
inline std::set<std::string> gpu_variants(const Operation& op, DType dtype) {
  std::set<std::string> names;
  for (const KernelEntry& entry : op.kernels())
    if (entry.device == gpu && entry.dtype == dtype) names.insert(entry.variant);
  return names;
}

/// The value of a call, and the gradients of all inputs for an upstream gradient.
struct ValueAndGradients {
  std::vector<double> value;
  std::vector<std::vector<double>> gradients;
};
inline ValueAndGradients differentiate(const TensorFunction& f, const std::vector<Tensor>& inputs,
                                       const Tensor& upstream) {
  std::vector<Tensor> leaves;
  for (const Tensor& input : inputs) leaves.push_back(input.detach().requires_grad(true));
  const Tensor out = f(leaves);
  ValueAndGradients result{to(out, cpu).to_vector(), {}};
  if (!out.requires_grad()) return result;
  for (const Tensor& gradient : grad(out, leaves, to(to(upstream, out.dtype()), out.device())))
    result.gradients.push_back(gradient.defined() ? to(gradient, cpu).to_vector()
                                                  : std::vector<double>{});
  return result;
}

/// Whether two results agree to `tolerance` times the larger of 1 and their size.
inline void expect_close(const std::vector<double>& there, const std::vector<double>& here,
                         double tolerance, const std::string& what) {
  ASSERT_EQ(there.size(), here.size()) << what;
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (std::isnan(here[i]) && std::isnan(there[i])) continue;
    ASSERT_LE(std::abs(there[i] - here[i]), tolerance * std::max(1.0, std::abs(here[i])))
        << what << ", element " << i << ": " << there[i] << " on the GPU, " << here[i]
        << " on the CPU";
  }
}

/// Calls of a few operations with sizes just beyond their tiles; each test's own.
const std::vector<std::pair<std::string, Generator>>& beyond_tiles();

/// The value and the gradients of a call, there and here, for a random upstream gradient.
inline void expect_equal_on_both(const Sample& sample, Draw& draw) {
  std::vector<Tensor> there;
  for (const Tensor& input : sample.inputs) there.push_back(on_gpu_as_it_lies(input));
  Shape shape;
  {
    const NoGrad off;
    shape = sample.f(sample.inputs).shape();
  }
  const Tensor upstream = uniform(draw, shape);
  const ValueAndGradients here = differentiate(sample.f, sample.inputs, upstream),
                          gpu = differentiate(sample.f, there, upstream);
  const std::string inputs = "inputs:" + describe(sample.inputs);
  expect_close(gpu.value, here.value, 1e-11, "value; " + inputs);
  ASSERT_EQ(gpu.gradients.size(), here.gradients.size());
  for (std::size_t k = 0; k < here.gradients.size(); ++k)
    expect_close(gpu.gradients[k], here.gradients[k], 1e-10,
                 "gradient of input " + std::to_string(k) + "; " + inputs);
}

/// How far a float32 result on the GPU may be from float64: twice what the simplest kernel of the
/// CPU is away, and 2^-24 times the sum of the sizes of the terms for each of them.
inline void expect_as_exact(Operation& op, const Sample& sample) {
  std::vector<Tensor> small, there, large;
  for (const Tensor& input : sample.inputs) {
    small.push_back(to(input, float32));
    there.push_back(on_gpu_as_it_lies(small.back()));
    large.push_back(to(small.back(), float64));
  }
  const std::vector<double> truth = sample.f(large).to_vector(),
                            actual = to(sample.f(there), cpu).to_vector(),
                            sizes = sample.sizes ? sample.sizes(large).to_vector() : truth;
  std::vector<double> simple;
  {
    std::unique_ptr<UseVariant> naive;
    for (const KernelEntry& entry : op.kernels())
      if (entry.device == cpu && std::string(entry.variant) == "naive" && !naive)
        naive = std::make_unique<UseVariant>(op, "naive");
    simple = sample.f(small).to_vector();
  }
  ASSERT_EQ(actual.size(), truth.size());
  for (std::size_t j = 0; j < truth.size(); ++j)
    ASSERT_LE(
        std::abs(actual[j] - truth[j]),
        2 * std::abs(simple[j] - truth[j]) +
            0x1p-24 * std::max(4.0, sample.terms) * std::max(sample.least_size, std::abs(sizes[j])))
        << "element " << j << " is " << actual[j] << ", in float64 " << truth[j]
        << "\ninputs:" << describe(sample.inputs);
}

/// Calls check(operation, variant, generator, draw) for each operation of this chapter and each of
/// its variants on the GPU.
void for_each_gpu_variant(const std::string& purpose, DType dtype, auto check) {
  cuda::register_kernels();
  for (Operation* op : Operation::all()) {
    const auto found = operation_lists().differentiable.find(op->name());
    if (found == operation_lists().differentiable.end()) continue;
    for (const std::string& name : gpu_variants(*op, dtype)) {
      SCOPED_TRACE(std::string(op->name()) + ", variant " + name);
      const UseVariant use(*op, name);
      Draw draw(purpose + " " + op->name());
      check(*op, found->second, draw);
    }
  }
  cuda::synchronize();
}

}  // namespace gradus::testing

// In every dtype that the CPU has kernels for. What is missing is named.
TEST(OnTheGpu, EveryOperationHasKernels) {
  using namespace gradus::testing;
  gradus::cuda::register_kernels();
  std::set<std::string> expected, found;
  for (const auto& [name, generate] : operation_lists().differentiable) expected.insert(name);
  for (const auto& [name, reason] : operation_lists().not_differentiable) expected.insert(name);
  for (const gradus::Operation* op : gradus::Operation::all()) {
    if (!expected.count(op->name())) continue;
    found.insert(op->name());
    for (const gradus::KernelEntry& entry : op->kernels()) {
      const bool there = !(entry.device == gradus::cpu) || !gpu_variants(*op, entry.dtype).empty();
      EXPECT_TRUE(there) << op->name() << " has no kernel on the GPU for " << entry.dtype;
    }
  }
  EXPECT_EQ(found, expected);
}

TEST(OnTheGpu, ValuesAndGradientsInFloat64) {
  using namespace gradus::testing;
  for_each_gpu_variant("on the GPU", gradus::float64,
                       [](gradus::Operation&, Generator generate, Draw& draw) {
                         for (int i = 0; i < kGpuSamples; ++i)
                           expect_equal_on_both(generate(draw, 5), draw);
                       });
}

TEST(OnTheGpu, Float32IsAsExactAsOnTheCpu) {
  using namespace gradus::testing;
  const gradus::NoGrad off;
  for_each_gpu_variant("float32 on the GPU", gradus::float32,
                       [](gradus::Operation& op, Generator generate, Draw& draw) {
                         for (int i = 0; i < kGpuSamples; ++i)
                           expect_as_exact(op, generate(draw, 5));
                       });
}

TEST(OnTheGpu, CompositesTooWithGradients) {
  using namespace gradus::testing;
  gradus::cuda::register_kernels();
  for (const auto& [name, generate] : operation_lists().composites) {
    SCOPED_TRACE(name);
    Draw draw("composites on the GPU " + name);
    for (int i = 0; i < 6; ++i) expect_equal_on_both(generate(draw, 4), draw);
  }
}

// The generators' sizes fit into one tile mostly.
TEST(OnTheGpu, SizesBeyondATile) {
  using namespace gradus::testing;
  gradus::cuda::register_kernels();
  for (const auto& [name, generate] : beyond_tiles()) {
    SCOPED_TRACE(name);
    Draw draw("beyond a tile " + name);
    expect_equal_on_both(generate(draw, 0), draw);
    const auto is_called_so = [&](const gradus::Operation* op) { return op->name() == name; };
    const auto ops = gradus::Operation::all();
    const auto op = std::find_if(ops.begin(), ops.end(), is_called_so);
    ASSERT_NE(op, ops.end());
    for (const std::string& variant : gpu_variants(**op, gradus::float32)) {
      SCOPED_TRACE(variant);
      const gradus::UseVariant use(**op, variant);
      const gradus::NoGrad off;
      expect_as_exact(**op, generate(draw, 0));
    }
  }
}
