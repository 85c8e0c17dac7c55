#pragma once
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/scalar.h>
#include <gradus/tensor_autograd/tensor.h>

#include <initializer_list>
#include <type_traits>
#include <vector>

namespace gradus {

/// New tensors, on the CPU unless told. A number that is given without a dtype chooses it: whole
/// numbers make int64, floating-point numbers float32, true and false bool.

Tensor empty(const Shape& shape, DType dtype = float32);  ///< contents undefined
Tensor zeros(const Shape& shape, DType dtype = float32);  ///< every element 0
Tensor ones(const Shape& shape, DType dtype = float32);   ///< every element 1
Tensor full(const Shape& shape, Scalar value);            ///< every element `value`
/// Every element `value`. @throws Error when the dtype cannot hold it
Tensor full(const Shape& shape, Scalar value, DType dtype);

/// As zeros(), with the shape, dtype, device and order in memory of another tensor.
/// @param like the other tensor
Tensor zeros_like(const Tensor& like);
/// As ones(), likewise. `like` is the other tensor.
Tensor ones_like(const Tensor& like);
/// As full(), likewise. `like` is the other tensor.
Tensor full_like(const Tensor& like, Scalar value);

/// Numbers in nested braces, `{{1, 2}, {3, 4}}`: one number, or a list of such, all of one shape.
class Nested {
 public:
  /// @param value one number: shape []
  template <class T>
  requires std::is_arithmetic_v<T> Nested(T value) : values_{value} {}  // NOLINT: implicit
  /// @param items the parts along the first axis. @throws Error when their shapes differ
  Nested(std::initializer_list<Nested> items);

  /// The numbers in row-major order.
  const std::vector<Scalar>& values() const { return values_; }
  const Shape& shape() const { return shape_; }

 private:
  std::vector<Scalar> values_;
  Shape shape_;
};
/// The tensor that is written down: `tensor({{1, 2}, {3, 4}})`. Its dtype is the one that all its
/// numbers promote to.
/// @param numbers in braces, one pair an axis
Tensor tensor(const Nested& numbers);
/// The same in a dtype of your choice. @throws Error when it cannot hold a number
Tensor tensor(const Nested& numbers, DType dtype);

/// 0, 1, ... before stop.
Tensor arange(Scalar stop);
/// start, start + step, ... before stop: none when the step leads away from it. Element i is start
/// + i * step, computed exactly for whole numbers and in double precision else.
/// @throws Error when step is 0, or when one of the three is not finite
Tensor arange(Scalar start, Scalar stop, Scalar step = 1);
/// The same, converted to a dtype.
Tensor arange(Scalar start, Scalar stop, Scalar step, DType dtype);
/// `count` numbers from start to stop, both included, at equal distances.
/// @throws Error when count is negative
Tensor linspace(double start, double stop, Index count, DType dtype = float32);

/// The identity matrix: 1 on the diagonal, else 0.
/// @param rows as many as columns
Tensor eye(Index rows, DType dtype = float32);
/// The same with `rows` and `columns`.
Tensor eye(Index rows, Index columns, DType dtype = float32);

/// Uniform numbers in [0, 1): element i is number i of the stream, so that the same stream gives
/// the same tensor. In float32 they have 24 random bits, in float64 53.
/// @param stream which numbers: `rand({2, 3}, RandomStream(seed, "noise"))`
/// @throws Error for a dtype that is not floating point
Tensor rand(const Shape& shape, const RandomStream& stream, DType dtype = float32);
/// Standard normal numbers, likewise. `stream` says which.
Tensor randn(const Shape& shape, const RandomStream& stream, DType dtype = float32);

/// A single number, shape [], on any device. @throws Error when the dtype cannot hold it
/// @param value the number
Tensor number(Scalar value, DType dtype, Device device);

}  // namespace gradus
