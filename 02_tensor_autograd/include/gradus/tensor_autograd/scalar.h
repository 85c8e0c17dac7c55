#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/dtype.h>

#include <limits>
#include <type_traits>

namespace gradus {

/// A number in a formula, as the 2 in `x + 2` or the 0.5 in `0.5 * x`. It remembers how it was
/// written: as a truth value, a whole number (which stays exact), or a floating-point number.
class Scalar {
 public:
  /// @param value any C++ number. @throws Error when it is too large for int64
  template <class T>
  requires std::is_arithmetic_v<T>
  constexpr Scalar(T value) {  // NOLINT: implicit on purpose
    if constexpr (std::is_floating_point_v<T>) {
      floating_ = value;
      dtype_ = float32;
    } else {
      if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(whole_))
        if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max()))
          fail("number: ", value, " is too large for int64");
      whole_ = static_cast<std::int64_t>(value);
      dtype_ = std::is_same_v<T, bool> ? bool_ : int64;
    }
  }

  /// What it counts as beside a tensor: bool, int64 or float32.
  constexpr DType dtype() const { return dtype_; }
  /// The number as a T, converted as static_cast does it.
  template <class T>
  constexpr T to() const {
    return dtype_ == float32 ? static_cast<T>(floating_) : static_cast<T>(whole_);
  }
  /// The number with the other sign; of a truth value, a whole number.
  constexpr Scalar operator-() const {
    return dtype_ == float32 ? Scalar(-floating_) : Scalar(-whole_);
  }

 private:
  union {
    std::int64_t whole_ = 0;  ///< a whole number or truth value
    double floating_;         ///< any other one
  };
  DType dtype_ = int64;
};

}  // namespace gradus
