#include <gradus/layers/init.h>
#include <gradus/layers/random_fill.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus::nn::init {

const Tensor& constant_(const Tensor& tensor, double value) {
  const Array scalar = number(value, tensor.dtype(), tensor.device()).array();
  const Array repeated = scalar.with(views::expand(scalar.layout, tensor.shape()));
  run_into(ops::copy, {&repeated}, {&tensor.array()}, CopyAttributes{tensor.dtype()});
  return tensor;
}
const Tensor& zeros_(const Tensor& tensor) { return constant_(tensor, 0); }
const Tensor& ones_(const Tensor& tensor) { return constant_(tensor, 1); }

const Tensor& uniform_(const Tensor& tensor, const RandomStream& stream, double low, double high) {
  fill_uniform(tensor, low, high, stream);
  return tensor;
}
const Tensor& normal_(const Tensor& tensor, const RandomStream& stream, double mean,
                      double stddev) {
  fill_normal(tensor, mean, stddev, stream);
  return tensor;
}

}  // namespace gradus::nn::init
