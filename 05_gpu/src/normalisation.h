#pragma once

namespace gradus::cuda {

// The other half of register_normalisation().
void register_batch_norm();

}  // namespace gradus::cuda
