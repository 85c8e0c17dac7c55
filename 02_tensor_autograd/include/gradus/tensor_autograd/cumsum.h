#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The settings of cumsum.
struct CumsumAttributes {
  int axis = 0;          ///< the axis along which it runs
  bool reverse = false;  ///< from the last element to the first
};

namespace ops {
/// Running sums along an axis: y[i] = x[0] + ... + x[i], by halves: the error grows with log2(n),
/// not with n.
extern Operation cumsum;
}  // namespace ops

}  // namespace gradus
