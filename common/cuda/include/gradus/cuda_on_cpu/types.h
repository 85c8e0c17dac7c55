#pragma once
#include <cstddef>
#include <cstdint>

// The words in front of functions and variables. To the CPU all of them are functions and
// variables.
/// Tells these headers from those of the CUDA toolkit.
#define GRADUS_CUDA_ON_CPU 1

#define __global__
#define __device__
#define __host__
#define __constant__
#define __managed__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(bytes) alignas(bytes)
#define __grid_constant__

// A function whose own reads and writes are nobody's business.
#define GRADUS_NOT_TRACED __attribute__((no_sanitize("thread")))

/// Three unsigned numbers.
struct uint3 {
  unsigned int x, y, z;
};

/// The size of a grid or block; what is not given is 1.
struct dim3 {
  unsigned int x = 1, y = 1, z = 1;
  constexpr dim3(unsigned int x_ = 1, unsigned int y_ = 1, unsigned int z_ = 1)
      : x(x_), y(y_), z(z_) {}
  constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
  constexpr operator uint3() const { return {x, y, z}; }
};

// Vectors that one instruction loads or stores; aligned to their size, as on the GPU.
#define GRADUS_VECTORS(T, name, align2, align4)                 \
  struct name##1 {                                              \
    T x;                                                        \
  };                                                            \
  struct alignas(align2) name##2 {                              \
    T x, y;                                                     \
  };                                                            \
  struct alignas(align4) name##4 {                              \
    T x, y, z, w;                                               \
  };                                                            \
  constexpr name##1 make_##name##1(T x) { return {x}; }         \
  constexpr name##2 make_##name##2(T x, T y) { return {x, y}; } \
  constexpr name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }
#define GRADUS_VECTOR3(T, name) \
  struct name##3 {              \
    T x, y, z;                  \
  };                            \
  constexpr name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; }
GRADUS_VECTORS(signed char, char, 2, 4)
GRADUS_VECTORS(unsigned char, uchar, 2, 4)
GRADUS_VECTORS(short, short, 4, 8)
GRADUS_VECTORS(unsigned short, ushort, 4, 8)
GRADUS_VECTORS(int, int, 8, 16)
GRADUS_VECTORS(unsigned int, uint, 8, 16)
GRADUS_VECTORS(long long, longlong, 16, 16)
GRADUS_VECTORS(unsigned long long, ulonglong, 16, 16)
GRADUS_VECTORS(float, float, 8, 16)
GRADUS_VECTORS(double, double, 16, 16)
GRADUS_VECTOR3(signed char, char)
GRADUS_VECTOR3(unsigned char, uchar)
GRADUS_VECTOR3(int, int)
GRADUS_VECTOR3(float, float)
GRADUS_VECTOR3(double, double)
#undef GRADUS_VECTORS
#undef GRADUS_VECTOR3
constexpr uint3 make_uint3(unsigned int x, unsigned int y, unsigned int z) { return {x, y, z}; }
