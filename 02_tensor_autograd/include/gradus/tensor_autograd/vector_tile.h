#pragma once
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

// What the processor has: bytes a vector, and rows of results that fill the vector registers.
namespace detail {
struct Registers {
  int bytes, rows;
};
#if defined(__AVX512F__)
inline constexpr Registers kRegisters{64, 14};
#elif defined(__AVX__)
inline constexpr Registers kRegisters{32, 6};
#elif defined(__aarch64__)
inline constexpr Registers kRegisters{16, 12};
#else
inline constexpr Registers kRegisters{16, 6};
#endif
}  // namespace detail

inline constexpr int kVectorBytes = detail::kRegisters.bytes;  ///< bytes of a vector
inline constexpr int kRows = detail::kRegisters.rows;          ///< rows of results in registers
inline constexpr int kVectors = 2;                             ///< vectors of a row of results

/// A tile of results that is kept in vector registers: kRows rows of kVectors vectors.
template <class T>
struct Tile {
  static constexpr Index kWidth = kVectorBytes / sizeof(T);  ///< numbers a vector
  static constexpr Index kColumns = kVectors * kWidth;       ///< columns a tile
  /// Arithmetic on all numbers of a vector at once.
  typedef T Vector __attribute__((vector_size(kVectorBytes)));
  /// The same at any address.
  typedef T Loose __attribute__((vector_size(kVectorBytes), aligned(alignof(T)), may_alias));
};

}  // namespace gradus
