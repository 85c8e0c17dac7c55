#pragma once
// Rows of the kernel table for operations whose calls run together.
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus::cuda {

/// Adds a kernel that does many calls at once, or one.
template <ManyKernel Many>
void add_many(Operation& op, DType dtype) {
  op.add_kernel({gpu, dtype, "fused",
                 [](const KernelCall& call) {
                   Many({&call, 1});
                 },
                 nullptr, Many});
}

// The part of register_optimizers() that clips.
void register_clipping();

}  // namespace gradus::cuda
