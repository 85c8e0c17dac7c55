#pragma once
#include <gradus/scalar_autograd/value.h>

#include <functional>
#include <string>
#include <vector>

namespace gradus::scalar {

/// A function of some values, to be differentiated.
using Function = std::function<Value(const std::vector<Value>&)>;

/// The gradient of f at a point, by backward().
std::vector<double> gradient(const Function& f, const std::vector<double>& point);

/// The gradient of f at a point, from values of f alone, by central differences:
///
///     df/dx_i = (f(x + h e_i) - f(x - h e_i)) / 2h + O(h^2),   h = 6e-6 max(1, |x_i|).
///
/// This h, the cube root of the precision, balances the formula's error, which grows with h, and
/// that of rounding, which grows with 1/h (Nocedal and Wright, Numerical Optimization, 8.1).
std::vector<double> numeric_gradient(const Function& f, std::vector<double> point);

/// |a - b| / max(|a|, |b|, 1e-3): the difference in parts of the larger one. Below 1e-3 the rounding
/// of f would count more than the gradient. NaN if either is NaN.
double relative_error(double a, double b);

/// Compares backward() with the numeric gradient, in every direction.
/// @param f the function
/// @param point where
/// @param tolerance the largest relative error allowed
/// @return "" if all agree; else one line for each direction that does not. What is NaN never
/// agrees.
std::string check_gradient(const Function& f, const std::vector<double>& point,
                           double tolerance = 1e-6);

}  // namespace gradus::scalar
