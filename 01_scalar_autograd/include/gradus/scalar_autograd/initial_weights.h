#pragma once
#include <gradus/common/random.h>

#include <vector>

namespace gradus::scalar {

/// The weights that a layer starts from: outputs * inputs numbers, neuron by neuron, uniform in
/// [-bound, bound) with bound = sqrt(6 / inputs). Their variance is then 2 / inputs, with which the
/// numbers keep their size on their way through layers with relu (He et al. 2015, section 2.2).
/// @param inputs the number of inputs of each neuron ("fan-in")
/// @param outputs the number of neurons
/// @param random where the numbers come from: element i is for weight i
std::vector<double> initial_weights(int inputs, int outputs, const RandomStream& random);

}  // namespace gradus::scalar
