#pragma once
// Operations on the GPU beside the same ones on the CPU, for tests.
#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/operation.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <string>
#include <vector>

#include "device_numbers.h"

namespace gradus::testing {

/// Runs an operation into memory full of NaN, so that what no kernel writes shows.
inline std::vector<Tensor> run_poisoned(const Operation& op, const std::vector<Tensor>& inputs,
                                        const Attributes& attributes = {}) {
  std::vector<const Array*> arrays;
  for (const Tensor& input : inputs) arrays.push_back(&input.array());
  OutputSpecs specs;
  op.infer()(op, arrays, attributes, specs);
  std::vector<Tensor> outputs;
  std::vector<const Array*> pointers;
  for (const OutputSpec& spec : specs) {
    Array array = Array::empty(spec.shape, spec.dtype, inputs[0].device());
    array.layout.strides = spec.strides;
    const auto bytes = static_cast<std::size_t>(array.numel()) * info(spec.dtype).size;
    if (array.device() == gpu) cudaMemset(array.storage->data(), 0xff, bytes);
    outputs.emplace_back(array);
  }
  for (const Tensor& output : outputs) pointers.push_back(&output.array());
  run_into(op, arrays, pointers, attributes);
  return outputs;
}

/// A tensor of these numbers.
inline Tensor made(const std::vector<double>& values, const Shape& shape, DType dtype = float64) {
  return to(Tensor(Array::of<double>(values, shape)), dtype);
}

/// The numbers of a tensor on any device.
inline std::vector<double> numbers_of(const Tensor& x) { return to_vector<double>(x.array()); }

/// How far two results are apart at most; infinite where only one of them is NaN.
inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = a.size() == b.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    const double apart = std::abs(a[i] - b[i]);
    most = std::isnan(apart) ? INFINITY : std::max(most, apart);
  }
  return most;
}

/// What went wrong while `body` gave the device work and waited for it; "" for nothing.
template <class Body>
std::string complaint(const Body& body) {
  try {
    body();
    return trouble();
  } catch (const Error& error) {
    trouble();
    return error.what();
  }
}

/// Whether a test before this one has failed: its message comes first.
inline bool failed_before() { return ::testing::UnitTest::GetInstance()->failed_test_count() > 0; }

/// For what the device complained of.
inline std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }
inline bool mentions(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

}  // namespace gradus::testing
