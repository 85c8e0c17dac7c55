#pragma once
// Calls of single kernels of the GPU, with outputs and scratch memory that show what nobody wrote.
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/operation.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "../../02_tensor_autograd/tests/draw_array.h"
#include "device_numbers.h"

namespace gradus::testing {

/// A copy on the GPU of an array of the CPU, that lies as that one does, gaps included.
inline Array on_gpu(const Array& host) {
  const auto elements = static_cast<Index>(host.storage->bytes() / info(host.dtype).size);
  const Array memory = Array::empty({elements}, host.dtype, gpu);
  if (host.storage->bytes() > 0)
    info(gpu).copy_from_cpu(memory.storage->data(), host.storage->data(), host.storage->bytes());
  return memory.with(host.layout);
}

/// Memory of the GPU full of NaN, half of it behind the array of this layout.
inline Array nan_on_gpu(const Layout& layout, DType dtype) {
  const std::vector<double> nothing(static_cast<std::size_t>(2 * extent(layout)) + 64,
                                    std::nan(""));
  return on_gpu(array_of({static_cast<Index>(nothing.size())}, nothing, dtype)).with(layout);
}

/// The message of the last launch that failed.
inline std::string& failed_launch() {
  static std::string message;
  return message;
}

/// What kernels did wrong since it was last asked; "" for nothing.
inline std::string wrong_doing() {
  const std::string later = trouble(), first = std::exchange(failed_launch(), "");
  return first.empty() ? later : first;
}

/// Whether the two threads of a race, as the message tells it, are of one warp.
inline bool race_in_a_warp(const std::string& message) {
  const std::string mark = "thread (";
  const std::size_t one = message.find(mark), two = message.find(mark, one + 1);
  if (one == std::string::npos || two == std::string::npos) return false;
  return std::stoi(message.substr(one + mark.size())) / 32 ==
         std::stoi(message.substr(two + mark.size())) / 32;
}

/// What a variant of an operation makes of inputs on the GPU. The output lies as `lying` says, by
/// default where the operation puts it.
inline Array run_variant(Operation& op, const std::string& variant,
                         const std::vector<Array>& inputs, const Attributes& attributes = {},
                         const Layout* lying = nullptr) {
  const UseVariant use(op, variant);
  std::vector<const Array*> pointers;
  for (const Array& input : inputs) pointers.push_back(&input);
  OutputSpecs specs;
  op.infer()(op, pointers, attributes, specs);
  const Layout layout = lying ? *lying : Layout{specs[0].shape, specs[0].strides, 0};
  const Array out = nan_on_gpu(layout, specs[0].dtype), *outputs[] = {&out};
  const KernelEntry& kernel = op.kernel(gpu, inputs[0].dtype);
  EXPECT_EQ(kernel.variant, variant);
  KernelCall call{pointers, outputs, attributes};
  constexpr Index kFence = 64;
  const Index words = kernel.workspace ? static_cast<Index>(kernel.workspace(call) / 4 + 1) : 0;
  const Array scratch = nan_on_gpu(Layout::contiguous({words + kFence}), float32);
  call.workspace = scratch.storage->data();
  try {
    kernel.run(call);
  } catch (const Error& error) {
    failed_launch() = error.what();
  }
  const Array all = out.with(
      Layout::contiguous({static_cast<Index>(out.storage->bytes() / info(out.dtype).size)}));
  const std::vector<double> written = to_vector<double>(all), fence = to_vector<double>(scratch);
  const auto is_nan = [](double number) { return std::isnan(number); };
  EXPECT_TRUE(std::all_of(written.begin() + static_cast<std::ptrdiff_t>(extent(layout)),
                          written.end(), is_nan))
      << op.name() << " (" << variant << ") wrote behind its output";
  EXPECT_TRUE(std::all_of(fence.begin() + static_cast<std::ptrdiff_t>(words), fence.end(), is_nan))
      << op.name() << " (" << variant << ") wrote behind its scratch memory";
  return out;
}

/// True values, and for each the sum of its products' sizes.
struct Truth {
  Shape shape;
  std::vector<double> values, sizes;
};

/// Expects each value of `out` within the error that a sum of so many products may have.
inline void expect_truth(const Array& out, const Truth& truth, double products,
                         const std::string& what) {
  const std::string wrong = wrong_doing();
  ASSERT_EQ(wrong, "") << what;
  ASSERT_EQ(out.shape(), truth.shape) << what;
  const std::vector<double> values = to_vector<double>(out);
  const double unit = out.dtype == float32 ? 0x1p-24 : 0x1p-53;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double error = std::abs(values[i] - truth.values[i]);
    ASSERT_TRUE(error <= (products + 2) * unit * truth.sizes[i])
        << what << "\n  element " << unravel(static_cast<Index>(i), truth.shape) << " is "
        << values[i] << " and must be " << truth.values[i];
  }
}

}  // namespace gradus::testing
