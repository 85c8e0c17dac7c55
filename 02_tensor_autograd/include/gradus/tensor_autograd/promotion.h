#pragma once
#include <gradus/tensor_autograd/array.h>
#include <gradus/tensor_autograd/scalar.h>

namespace gradus {

/// Which dtype an operation on several dtypes computes in (PyTorch's rules).

/// The kinds of numbers, each of which holds those before it: 0 for bool, 1 for whole numbers, 2
/// for floating point.
int category(DType dtype);

/// The smallest dtype that holds what `a` and `b` hold: of different categories, the one of the
/// higher; else the larger one; and of two that are equally large, such as two formats of 16 bits,
/// the next larger one of their category.
/// @throws Error when there is no larger one
DType promote_types(DType a, DType b);

/// One of the things that an operation computes from, an array or a number, as far as promotion
/// looks at it.
// [operand]
struct Operand {
  DType dtype;
  int say;  ///< 2: a tensor with axes, 1: a tensor of rank 0, 0: a number in the program

  /// @param type its dtype
  /// @param weight how much it has to say
  Operand(DType type, int weight) : dtype(type), say(weight) {}
  Operand(const Array& array) : Operand(array.dtype, array.rank() > 0 ? 2 : 1) {}  // NOLINT
  Operand(Scalar number) : Operand(number.dtype(), 0) {}                           // NOLINT
};
// [operand]

/// The dtype that two operands `a` and `b` meet in. With equally much to say, promote_types()
/// decides. Else the one with less to say cannot make the other one wider: it decides only if its
/// category is the higher one.
DType result_type(const Operand& a, const Operand& b);

}  // namespace gradus
