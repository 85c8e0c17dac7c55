#include <gradus/layers/more_activations.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus::nn {

Tensor Sigmoid::forward(const Tensor& input) { return sigmoid(input); }
Tensor Tanh::forward(const Tensor& input) { return tanh(input); }
Tensor Softmax::forward(const Tensor& input) { return softmax(input, axis_); }
Tensor LogSoftmax::forward(const Tensor& input) { return log_softmax(input, axis_); }

}  // namespace gradus::nn
