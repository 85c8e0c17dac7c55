#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus::ops {

/// Matrix products over the last two axes: out[..., i, j] = sum over k of a[..., i, k] * b[..., k,
/// j]. Shapes [..., m, k] x [..., k, n] -> [..., m, n]; the axes in front must be equal (callers
/// broadcast them). float32 and float64. Variants: "blocked" (default; packed blocks, register tiles, vectors, threads), "eigen"
/// (Eigen's product, a slice a thread), "naive" (three loops).
extern Operation matmul;

}  // namespace gradus::ops
