#pragma once
#include <gradus/tensor_autograd/gradient_check.h>

#include <vector>

namespace gradus {

/// The gradients of sum(upstream * f(inputs)), themselves part of the graph: they can be
/// differentiated like any other result.
/// @param f the function
/// @param inputs with respect to which; they must require gradients
/// @param upstream of the shape of f's result; left out: 1, and the result must be a single number
std::vector<Tensor> differentiable_gradients(const TensorFunction& f,
                                             const std::vector<Tensor>& inputs,
                                             const Tensor& upstream = {});

/// H v, where H is the matrix of second derivatives of f at x, without forming H:
///
///     H v = d(g . v)/dx,   g = df/dx,   g . v = sum of g_i v_i.
///
/// It costs about four evaluations of f, whatever the size of x.
/// @param f a function of one tensor, with a single number as its result
/// @param x where
/// @param v of the shape of x
Tensor hessian_vector_product(const TensorFunction& f, const Tensor& x, const Tensor& v);

/// Checks the gradients of f's gradients against differences of f's gradients, also with respect to
/// the upstream gradient (the input after the last one in the report).
/// `f`, `inputs` and `options` as for check_gradients().
GradientReport check_second_derivatives(const TensorFunction& f, const std::vector<Tensor>& inputs,
                                        const GradientCheckOptions& options = {});

}  // namespace gradus
