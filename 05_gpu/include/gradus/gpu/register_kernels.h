#pragma once

namespace gradus::cuda {

/// Makes `gpu` a device like `cpu`: its memory, from the caching allocator, and kernels for every
/// operation of chapters 02 to 04. Call it once at the program's start; again changes nothing.
/// @throws Error when the machine has no GPU that CUDA can use, in a program built for one
void register_kernels();

}  // namespace gradus::cuda
