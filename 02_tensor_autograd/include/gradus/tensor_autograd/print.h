#pragma once
#include <gradus/tensor_autograd/array.h>

#include <ostream>
#include <string>

namespace gradus {

/// How arrays are written; the names and defaults are NumPy's.
struct PrintOptions {
  int precision = 8;       ///< at most so many digits after the point
  Index threshold = 1000;  ///< arrays of more elements are shortened with `...`
  Index edgeitems = 3;     ///< what such an array still shows at both ends of each axis; at least 1
  Index linewidth = 75;    ///< characters in a line
  bool suppress = false;   ///< no exponents for numbers that are only small
};

/// The elements in nested brackets, in columns, as NumPy's array2string writes them: every number
/// with the fewest digits that tell it from its neighbours, but at most `precision` after the
/// point; all with an exponent where the largest is at least 1e8 (in float32 1e6), the smallest
/// below 1e-4, or they differ by more than a factor of 1000.
/// @throws Error for a dtype without a C++ type in this chapter, and for options that make no sense
std::string to_string(const Array& array, const PrintOptions& options = {});
/// to_string() with the default options.
std::ostream& operator<<(std::ostream& out, const Array& array);

}  // namespace gradus
