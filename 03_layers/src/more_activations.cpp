#include <gradus/common/error.h>
#include <gradus/layers/more_activations.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/choose.h>

#include <utility>

namespace gradus::nn {

Tensor leaky_relu(const Tensor& x, double slope) { return where(x > 0, x, slope * x); }

GELU::GELU(std::string approximate) : approximate_(std::move(approximate)) {
  if (approximate_ != "none" && approximate_ != "tanh")
    fail("GELU: approximate is \"none\" or \"tanh\", not \"", approximate_, "\"");
}

Tensor LeakyReLU::forward(const Tensor& input) { return leaky_relu(input, slope_); }
Tensor GELU::forward(const Tensor& input) { return gelu(input, approximate_); }
Tensor Sigmoid::forward(const Tensor& input) { return sigmoid(input); }
Tensor Tanh::forward(const Tensor& input) { return tanh(input); }
Tensor Softmax::forward(const Tensor& input) { return softmax(input, axis_); }
Tensor LogSoftmax::forward(const Tensor& input) { return log_softmax(input, axis_); }

}  // namespace gradus::nn
