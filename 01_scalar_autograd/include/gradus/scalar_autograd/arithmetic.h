#pragma once
#include <gradus/scalar_autograd/value.h>

namespace gradus::scalar {

/// What each operator computes, and its derivatives, on plain numbers.
namespace local {

/// f(a, b) = a + b
inline Local add(double a, double b) {
  // exercise: add-and-multiply/add
  //| Return the sum, and how fast it moves with `a` and with `b`: {value, df/da, df/db}.
  return {a + b, 1, 1};
  // end exercise
}

/// f(a, b) = a * b
inline Local multiply(double a, double b) {
  // exercise: add-and-multiply/multiply
  //| Return the product, and how fast it moves with `a` and with `b`: {value, df/da, df/db}.
  return {a * b, b, a};
  // end exercise
}

}  // namespace local

/// a + b
inline Value operator+(const Value& a, const Value& b) {
  return record("+", local::add(a.data(), b.data()), {a, b});
}

/// a * b
inline Value operator*(const Value& a, const Value& b) {
  return record("*", local::multiply(a.data(), b.data()), {a, b});
}

/// Lets `a` be another value, a + b. The value that it was is not changed: it is a parent now.
inline Value& operator+=(Value& a, const Value& b) { return a = a + b; }
inline Value& operator*=(Value& a, const Value& b) { return a = a * b; }  ///< As operator+=.

}  // namespace gradus::scalar
