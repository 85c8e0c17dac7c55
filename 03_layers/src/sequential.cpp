#include <gradus/layers/sequential.h>

namespace gradus::nn {

Tensor Sequential::forward(const Tensor& input) {
  // exercise: activations/sequential
  //| Each module computes on what the one before it gave.
  Tensor x = input;
  for (Module* part : parts_) x = part->forward(x);
  return x;
  // end exercise
}

}  // namespace gradus::nn
