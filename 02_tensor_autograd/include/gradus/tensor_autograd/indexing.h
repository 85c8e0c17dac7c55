#pragma once
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

/// The axis along which an operation works, counted from the front.
struct AxisAttributes {
  int axis = 0;                  ///< along which it counts
  const char* caller = nullptr;  ///< whom messages name; null: the operation itself
};

/// The settings of `cat`.
struct CatAttributes {
  int axis = 0;     ///< the axis along which they lie one behind the other
  Dims sizes = {};  ///< of the inputs along the axis; only cat's gradient asks for them
};

/// The settings of `topk`.
struct TopKAttributes {
  int axis = 0;         ///< along which it looks
  Index k = 0;          ///< how many
  bool largest = true;  ///< or the smallest
};

/// Primitives that choose elements by their position, and that join arrays. An `index` holds
/// positions along one axis, from 0 to the axis's size - 1, as int64; a negative one does not count
/// from the end. All are for every dtype.
namespace ops {

/// Reads along an axis where `index` says. For axis 1 of three:
///
///     out[i, j, k] = x[i, index[i, j, k], k]
///
/// The result has the shape of the index; off the axis that must not be larger than x.
/// Inputs: x, index. @throws Error naming the first position outside the axis
extern Operation gather;
/// x with `src` added where `index` says; what is named several times is added several times, in
/// the order along the axis, whatever the number of threads. For axis 1 of three:
///
///     out = x; then for all i, j, k: out[i, index[i, j, k], k] += src[i, j, k]
///
/// Inputs: x, index, src; src has the shape of the index. @throws Error as gather
extern Operation scatter_add;
/// Up to six arrays one behind the other along an axis, off which their shapes are equal.
extern Operation cat;
/// The positions of the k largest (or smallest) elements along an axis, best first, as int64. Of
/// equal elements the first one comes first; NaN counts as larger than every number.
extern Operation topk;

}  // namespace ops
}  // namespace gradus
