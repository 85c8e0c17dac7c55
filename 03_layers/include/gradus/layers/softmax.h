#pragma once
#include <gradus/tensor_autograd/operation.h>
#include <gradus/tensor_autograd/tensor.h>

namespace gradus {

/// The settings of softmax and log_softmax: the axis along which numbers belong together.
struct SoftmaxAttributes {
  int axis = 0;  ///< counted from the front
};

namespace ops {
/// Along one axis: e^x divided by the sum of all e^x, and the logarithm of that. float32 and
/// float64. Variants: "fused" (default; whole vectors where the axis has stride 1), "naive".
extern Operation softmax, log_softmax;
}  // namespace ops

namespace nn {

/// Scores become probabilities: y_c = e^{x_c} / sum over j of e^{x_j}. Each is from 0 to 1, and
/// they add up to 1. Large scores do not overflow; a NaN, an infinite score, or nothing but
/// -infinity makes all of the row NaN. Gradient: y (g - sum(g y)).
/// @param axis along which the scores of one sample lie
Tensor softmax(const Tensor& x, Index axis = -1);

/// The logarithm of softmax, exact where softmax itself would round to 0:
/// y_c = x_c - log(sum over j of e^{x_j}). Gradient: g - e^y sum(g).
/// @param axis as for softmax()
Tensor log_softmax(const Tensor& x, Index axis = -1);

}  // namespace nn
}  // namespace gradus
