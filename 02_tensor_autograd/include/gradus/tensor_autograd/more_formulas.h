#pragma once
#include <gradus/tensor_autograd/formulas.h>

/// The catalogue of formulas: as formulas.h, without exercises.
namespace gradus::formulas {

/// -x
struct Neg {
  template <class T>
  constexpr T operator()(T x) const {
    return static_cast<T>(-x);
  }
};
/// |x|
struct Abs {
  template <class T>
  constexpr T operator()(T x) const {
    return static_cast<T>(std::abs(x));
  }
};
/// The sign of x: -1, 0 or 1; of NaN, 0.
struct Sign {
  template <class T>
  constexpr T operator()(T x) const {
    return static_cast<T>((x > T(0)) - (x < T(0)));
  }
};
/// ln x
struct Log {
  template <class T>
  constexpr T operator()(T x) const {
    return std::log(x);
  }
};
/// ln(1 + x), exact also where x is tiny
struct Log1p {
  template <class T>
  constexpr T operator()(T x) const {
    return std::log1p(x);
  }
};
/// The square root of x.
struct Sqrt {
  template <class T>
  constexpr T operator()(T x) const {
    return std::sqrt(x);
  }
};
/// 1 / x
struct Reciprocal {
  template <class T>
  constexpr T operator()(T x) const {
    return T(1) / x;
  }
};
/// sin x, x in radians
struct Sin {
  template <class T>
  constexpr T operator()(T x) const {
    return std::sin(x);
  }
};
/// cos x, x in radians
struct Cos {
  template <class T>
  constexpr T operator()(T x) const {
    return std::cos(x);
  }
};
/// tanh x
struct Tanh {
  template <class T>
  constexpr T operator()(T x) const {
    return hyperbolic_tangent(x);
  }
};
/// The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
struct Erf {
  template <class T>
  constexpr T operator()(T x) const {
    return std::erf(x);
  }
};
/// a - b
struct Sub {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a - b;
  }
};
/// a / b
struct Div {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return a / b;
  }
};
/// a^b
struct Pow {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return std::pow(a, b);
  }
};
/// The larger one: NaN where one is NaN, and a where they are equal.
struct Maximum {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return b > a || b != b ? b : a;
  }
};
/// The smaller one: NaN where one is NaN, and a where they are equal.
struct Minimum {
  template <class T>
  constexpr T operator()(T a, T b) const {
    return b < a || b != b ? b : a;
  }
};
/// min(max(x, low), high); NaN stays NaN.
template <class T>
struct Clamp {
  T low, high;
  constexpr T operator()(T x) const { return Minimum{}(Maximum{}(x, low), high); }
};
/// a == b
struct Eq {
  template <class T>
  constexpr bool operator()(T a, T b) const {
    return a == b;
  }
};
/// a < b
struct Lt {
  template <class T>
  constexpr bool operator()(T a, T b) const {
    return a < b;
  }
};
/// a <= b
struct Le {
  template <class T>
  constexpr bool operator()(T a, T b) const {
    return a <= b;
  }
};
/// not a
struct LogicalNot {
  constexpr bool operator()(bool a) const { return !a; }
};
/// a and b
struct LogicalAnd {
  constexpr bool operator()(bool a, bool b) const { return a && b; }
};
/// a or b
struct LogicalOr {
  constexpr bool operator()(bool a, bool b) const { return a || b; }
};
/// a where the condition holds, else b.
struct Where {
  template <class T>
  constexpr T operator()(T a, T b, bool condition) const {
    return condition ? a : b;
  }
};

}  // namespace gradus::formulas
