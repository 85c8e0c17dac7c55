#pragma once
#include <gradus/scalar_autograd/arithmetic.h>
#include <gradus/scalar_autograd/value.h>

#include <cmath>

namespace gradus::scalar {

// All of these follow IEEE 754 where there is no real result: 1 / 0 is infinite, log(-1) is NaN.
namespace local {

/// f(a) = -a
inline Local negate(double a) { return {-a, -1}; }

/// f(a, b) = a - b
inline Local subtract(double a, double b) { return {a - b, 1, -1}; }

/// f(a) = e^a, its own derivative
inline Local exp(double a) {
  const double value = std::exp(a);
  return {value, value};
}

/// f(a, b) = a / b
inline Local divide(double a, double b) {
  // exercise: operators/divide
  //| Return {a / b, df/da, df/db}. Which way does the quotient move when the denominator grows?
  return {a / b, 1 / b, -a / (b * b)};
  // end exercise
}

/// f(a, b) = a^b. The derivatives at the edges are those of PyTorch: df/da = 0 for b = 0, and
/// df/db = 0 for a = 0 and b >= 0. For a < 0 there is no df/db: NaN.
inline Local power(double a, double b) {
  // exercise: operators/power
  //| Return {a^b, df/da, df/db}, with std::pow and std::log. Mind the two edges that are named
  //| above: there the general formula multiplies 0 by infinity.
  const double value = std::pow(a, b);
  const double da = b == 0 ? 0 : b * std::pow(a, b - 1);
  const double db = a == 0 && b >= 0 ? 0 : value * std::log(a);
  return {value, da, db};
  // end exercise
}

/// f(a) = ln a
inline Local log(double a) {
  // exercise: operators/log
  //| Return {ln a, df/da}, for every a as it is.
  return {std::log(a), 1 / a};
  // end exercise
}

/// f(a) = tanh a
inline Local tanh(double a) {
  // exercise: operators/tanh
  //| Return {tanh a, df/da}. The derivative can be had from the value, with no second tanh.
  const double value = std::tanh(a);
  return {value, 1 - value * value};
  // end exercise
}

/// f(a) = max(a, 0), with df/da = 0 at a = 0
inline Local relu(double a) {
  // exercise: operators/relu
  //| Return {a, 1} where a is positive, {0, 0} elsewhere. A NaN must stay one, not turn into 0.
  if (a <= 0) return {0, 0};
  return {a, 1};
  // end exercise
}

/// f(a) = 1 / (1 + e^-a)
inline Local sigmoid(double a) {
  // exercise: operators/sigmoid
  //| Return {f(a), df/da}. As for tanh, the derivative can be had from the value.
  const double value = 1 / (1 + std::exp(-a));
  return {value, value * (1 - value)};
  // end exercise
}

}  // namespace local

/// -a
inline Value operator-(const Value& a) { return record("-", local::negate(a.data()), {a}); }

/// a - b
inline Value operator-(const Value& a, const Value& b) {
  return record("-", local::subtract(a.data(), b.data()), {a, b});
}

/// a / b
inline Value operator/(const Value& a, const Value& b) {
  return record("/", local::divide(a.data(), b.data()), {a, b});
}

inline Value& operator-=(Value& a, const Value& b) { return a = a - b; }  ///< As operator+=.
inline Value& operator/=(Value& a, const Value& b) { return a = a / b; }  ///< As operator+=.

/// base^exponent
inline Value pow(const Value& base, const Value& exponent) {
  return record("pow", local::power(base.data(), exponent.data()), {base, exponent});
}

/// base^exponent for a constant exponent, which gets no gradient.
inline Value pow(const Value& base, double exponent) {
  Local local = local::power(base.data(), exponent);
  local.db = 0;
  return record("pow", local, {base, exponent});
}

inline Value exp(const Value& a) { return record("exp", local::exp(a.data()), {a}); }  ///< e^a
inline Value log(const Value& a) { return record("log", local::log(a.data()), {a}); }  ///< ln a
inline Value tanh(const Value& a) {
  return record("tanh", local::tanh(a.data()), {a});
}  ///< tanh a
inline Value relu(const Value& a) {
  return record("relu", local::relu(a.data()), {a});
}  ///< max(a, 0)
/// 1 / (1 + e^-a)
inline Value sigmoid(const Value& a) { return record("sigmoid", local::sigmoid(a.data()), {a}); }

/// max(a, 0) of a plain number, for a network that only predicts.
inline double relu(double a) { return local::relu(a).value; }

}  // namespace gradus::scalar
