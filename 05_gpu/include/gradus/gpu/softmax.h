#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to softmax, log_softmax, cross_entropy and cross_entropy_backward, in
/// float32 and float64. Calling it again changes nothing.
///
/// A label that is no class: nobody waits for the GPU to say so. The loss is NaN at once, and the
/// message of the CPU's operation is thrown by the next copy from the GPU to the host, which waits
/// anyway (reading the loss, for one), or by the next cross_entropy, whichever comes first. The
/// gradient's row is NaN.
void register_softmax();

}  // namespace gradus::cuda
