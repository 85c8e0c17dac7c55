#pragma once
#include <cuda_runtime.h>

namespace gradus::cuda {

/// Passes on what a call of the CUDA runtime answered. @throws Error naming `what` and CUDA's
/// reason unless it succeeded
/// @param error the answer
/// @param what the call, in words
void check(cudaError_t error, const char* what);

/// Asks whether the launch just made was accepted. It does not wait, so what goes wrong while the
/// kernel runs is told later, by whoever waits: synchronize(), or a copy.
/// @throws Error naming `kernel` and CUDA's reason
void check_launch(const char* kernel);

/// Waits until all work given to the device is done. @throws Error when some of it went wrong
void synchronize();

}  // namespace gradus::cuda
