#include <gradus/common/error.h>
#include <gradus/scalar_autograd/initial_weights.h>

#include <cmath>

namespace gradus::scalar {

std::vector<double> initial_weights(int inputs, int outputs, const RandomStream& random) {
  std::vector<double> weights(static_cast<std::size_t>(inputs) * static_cast<std::size_t>(outputs));
  // exercise: neuron-layer-mlp/initial-weights
  //| Fill `weights` with the numbers described in the header; see what a RandomStream can do.
  const double bound = std::sqrt(6.0 / inputs);
  random.fill_uniform(weights, -bound, bound);
  // end exercise
  return weights;
}

}  // namespace gradus::scalar
