#pragma once

namespace gradus::cuda {

/// Adds kernels for `gpu` to the reductions: sum (variants "shuffles", the default, and "tree"),
/// max, min, argmax, argmin, cumsum, topk, and chapter 03's total_norm, in all their dtypes. What
/// is joined with what depends on shapes and strides alone: two runs give the same bits. Calling it
/// again changes nothing.
void register_reductions();

}  // namespace gradus::cuda
