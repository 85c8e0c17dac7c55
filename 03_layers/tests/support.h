// What the tests of this chapter share.
#pragma once
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace gradus::testing {

/// "x", 3 -> "x 3": the name of a stream for each sample.
inline std::string numbered(const char* name, int sample) {
  std::string text = name;
  return text.append(" ").append(std::to_string(sample));
}

/// Normal numbers; element i is that of the stream `name`.
inline Tensor random_tensor(const Shape& shape, const std::string& name, DType dtype = float64) {
  std::vector<double> values(static_cast<std::size_t>(numel(shape)));
  RandomStream(1, name).fill_normal(std::span<double>(values));
  return Tensor::of(values, shape, dtype);
}

/// Class numbers below `classes`.
inline Tensor random_labels(Index count, Index classes, const std::string& name) {
  std::vector<double> values;
  const RandomStream stream(1, name);
  for (Index i = 0; i < count; ++i)
    values.push_back(static_cast<double>(
        stream.below(static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(classes))));
  return Tensor::of(values, {count}, int64);
}

/// The gradient of sum(upstream * f()) with respect to `x` by central differences: element by
/// element, moved in place. float64 only.
inline std::vector<double> numeric_gradient(const std::function<Tensor()>& f, const Tensor& x,
                                            const Tensor& upstream) {
  const NoGrad guard;
  const auto value = [&] { return sum(f() * upstream).item(); };
  std::vector<double> gradient;
  for (Index i = 0; i < x.numel(); ++i) {
    double& element = x.data<double>()[i];
    const double before = element, h = 1e-5 * std::max(1.0, std::abs(before));
    element = before + h;
    const double up = value();
    element = before - h;
    const double down = value();
    element = before;
    gradient.push_back((up - down) / (2 * h));
  }
  return gradient;
}

/// The gradients of sum(upstream * f()) with respect to `inputs`, by backward.
inline std::vector<Tensor> backward_gradients(const std::function<Tensor()>& f,
                                              std::vector<Tensor> inputs, const Tensor& upstream) {
  return grad(f(), inputs, upstream);
}

}  // namespace gradus::testing
