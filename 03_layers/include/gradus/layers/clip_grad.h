#pragma once
#include <gradus/tensor_autograd/operation.h>
#include <gradus/tensor_autograd/tensor.h>

#include <vector>

namespace gradus {

/// The settings of ops::total_norm.
struct NormAttributes {
  double norm_type = 2;  ///< 2: the Euclidean norm; infinity: the largest absolute value
};
/// The settings of ops::clip_norm and ops::clip_value.
struct ClipAttributes {
  double most = 0;  ///< the largest norm, or the largest absolute value
};

namespace ops {
/// The norm of all inputs, any number of them, as one long vector; summed in double precision, in
/// fixed pieces, so that the bits do not depend on the threads. Elements must lie without gaps.
/// Output: [], float64.
extern Operation total_norm;
/// Scales a gradient in place by formulas::clip_coefficient(norm, most). Inputs: gradient, norm
/// ([], float64).
extern Operation clip_norm;
/// Cuts the elements of a gradient to the range from -most to most, in place.
extern Operation clip_value;
}  // namespace ops

namespace nn {

/// Scales the gradients of all parameters by one factor, so that their norm (that of one long
/// vector of all of them) is at most max_norm; smaller gradients stay as they are. Call it between
/// backward and the optimizer's step. Parameters without gradient do not count.
/// @param parameters whose gradients are changed
/// @param max_norm what the norm may be
/// @param norm_type 2, or infinity for the largest absolute value
/// @param error_if_nonfinite whether to throw when the norm is infinite or not a number. Otherwise
/// the gradients stay as they are then: the norm that is given back tells
/// @return the norm as it was before; 0 when there is no gradient
/// @throws Error unless max_norm is at least 0 and norm_type one of the two
/// Source: Pascanu, Mikolov, Bengio: "On the difficulty of training recurrent neural networks"
/// (2013).
double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type = 2,
                       bool error_if_nonfinite = false);

/// Cuts every element of every gradient to the range from -clip_value to clip_value. NaN stays.
/// @param parameters whose gradients are changed
/// @param clip_value the largest absolute value
/// @throws Error unless clip_value is at least 0
void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value);

}  // namespace nn
}  // namespace gradus
