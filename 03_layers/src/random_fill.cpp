#include <gradus/common/error.h>
#include <gradus/layers/random_fill.h>

#include <span>

namespace gradus::nn {
namespace {

template <class Fill>
void fill(const Tensor& tensor, const char* operation, Fill body) {
  const Array& array = tensor.array();
  if (!(array.device() == cpu) || !array.is_contiguous())
    fail(operation, ": needs a tensor on the CPU whose elements lie in row-major order");
  const auto count = static_cast<std::size_t>(array.numel());
  if (array.dtype == float32)
    body(std::span(array.data<float>(), count));
  else if (array.dtype == float64)
    body(std::span(array.data<double>(), count));
  else
    gradus::fail(operation, ": needs floating-point elements, not ", array.dtype);
  array.storage->count_write();
}

}  // namespace

void fill_uniform(const Tensor& tensor, double low, double high, const RandomStream& stream) {
  fill(tensor, "fill_uniform", [&](auto values) { stream.fill_uniform(values, low, high); });
}

void fill_normal(const Tensor& tensor, double mean, double stddev, const RandomStream& stream) {
  fill(tensor, "fill_normal", [&](auto values) { stream.fill_normal(values, mean, stddev); });
}

}  // namespace gradus::nn
