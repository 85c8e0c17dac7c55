#pragma once

namespace gradus::cuda {

// The other half of register_softmax().
void register_cross_entropy();

}  // namespace gradus::cuda
