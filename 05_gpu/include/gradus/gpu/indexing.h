#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to gather, scatter_add, cat, place and topk, in the dtypes that they have
/// on the CPU. Calling it again changes nothing.
///
/// A position outside of its axis is found by the kernel, while the host may be far ahead. Nothing
/// outside is read or written: gather gives 0 there, scatter_add leaves it out. The Error, with the
/// CPU's words, is thrown by the next copy to the host.
void register_indexing();

}  // namespace gradus::cuda
