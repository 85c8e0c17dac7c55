#pragma once
#include <gradus/tensor_autograd/shape.h>

namespace gradus {

// What the processor offers: bytes a vector, and the tile of results that fills its registers.
#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64, kVectors = 2, kRows = 14;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32, kVectors = 2, kRows = 6;
#elif defined(__aarch64__)
inline constexpr int kVectorBytes = 16, kVectors = 2, kRows = 12;
#else
inline constexpr int kVectorBytes = 16, kVectors = 2, kRows = 6;
#endif

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
