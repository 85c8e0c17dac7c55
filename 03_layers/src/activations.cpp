#include <gradus/layers/activations.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus::nn {

Tensor ReLU::forward(const Tensor& input) { return relu(input); }

Tensor Flatten::forward(const Tensor& input) {
  // exercise: activations/flatten
  //| The first axis counts the samples and stays. flatten(x, first, last) joins a range of axes.
  return flatten(input, 1);
  // end exercise
}

}  // namespace gradus::nn
