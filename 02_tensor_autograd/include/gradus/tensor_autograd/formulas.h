#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/exponential.h>

#include <cmath>

/// The elementwise formulas, each once. The CPU's loops apply them to every element, and so can
/// kernels of any other device that compiles C++.
namespace gradus::formulas {

// [exp]
/// e^x
struct Exp {
  template <class T>
  constexpr T operator()(T x) const {
    return exponential(x);
  }
};
// [exp]
/// 1 / (1 + exp(-x)), by the half that cannot overflow.
struct Sigmoid {
  template <class T>
  constexpr T operator()(T x) const {
    // exercise: elementwise/sigmoid
    //| The textbook form overflows for very negative x. Use an exponential of a number that is never positive; one
    //| form suits x >= 0, another x < 0.
    const T e = exponential(x < T(0) ? x : -x);
    return (x < T(0) ? e : T(1)) / (T(1) + e);
    // end exercise
  }
};
/// max(x, 0); NaN stays NaN.
struct Relu {
  template <class T>
  constexpr T operator()(T x) const {
    // exercise: elementwise/relu
    //| Mind NaN: a comparison with it is always false, and it must not turn into a 0.
    return x < T(0) ? T(0) : x;
    // end exercise
  }
};
/// The gradient of relu: the upstream gradient where the output is positive, else 0.
struct ReluBackward {
  template <class T>
  constexpr T operator()(T upstream, T output) const {
    // exercise: elementwise/relu-backward
    //| Where the output is positive, relu was the identity; elsewhere it was the constant 0.
    return output > T(0) ? upstream : T(0);
    // end exercise
  }
};
/// a + b
struct Add {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a + b;
  }
};
/// a * b
struct Mul {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a * b;
  }
};
/// scale * x + shift
template <class T>
struct Affine {
  T scale, shift;
  constexpr T operator()(T x) const { return static_cast<T>(scale * x + shift); }
};

}  // namespace gradus::formulas
