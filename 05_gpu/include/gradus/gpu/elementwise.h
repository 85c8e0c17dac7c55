#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to the elementwise operations of chapter 02, `copy` and its casts among
/// them, in all their dtypes. Calling it again changes nothing.
void register_elementwise();

}  // namespace gradus::cuda
