#pragma once
#include <gradus/tensor_autograd/autograd.h>

#include <vector>

namespace gradus {

/// Choosing and joining, with gradients, for tensors of every dtype. An `index` holds positions as
/// int64, from 0 to the axis's size - 1: a negative one is an error, as in PyTorch, and does not
/// count from the end. Axes do: -1 is the last one.

/// out[i, j, k] = x[i, index[i, j, k], k], here for axis 1 of three. The result has the shape of
/// the index, which has as many axes as x and is not larger off the axis. Gradient: scatter_add of
/// the upstream gradient to zeros.
/// @throws Error naming the first position outside the axis
Tensor gather(const Tensor& x, Index axis, const Tensor& index);
/// x with src[i, j, k] added to its element [i, index[i, j, k], k], here for axis 1 of three. What
/// is named several times is added several times, always in the same order. Gradients: the upstream
/// gradient for x; gather of it for src.
/// @param src of the shape of the index, dtype of x
/// @throws Error naming the first position outside the axis
Tensor scatter_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& src);
/// The parts of x at the positions of a list along an axis, in the order of the list, where a
/// position may stand twice. Gradient: as gather.
/// @param index one axis
Tensor index_select(const Tensor& x, Index axis, const Tensor& index);
/// x with the order along each of some axes turned round. A copy, since strides are never negative.
Tensor flip(const Tensor& x, const Axes& axes);

/// Tensors one behind the other along an axis, off which their shapes are equal. Gradients: the
/// part of the upstream gradient that belongs to each.
/// @param tensors of one dtype, at least one
Tensor cat(const std::vector<Tensor>& tensors, Index axis = 0);
/// Tensors of one shape along a new axis before position `axis`.
/// @param tensors at least one
Tensor stack(const std::vector<Tensor>& tensors, Index axis = 0);
/// Views of x that follow one another along an axis, each `size` long; the last one may be shorter.
/// @throws Error for a size below 1
std::vector<Tensor> split(const Tensor& x, Index size, Index axis = 0);
/// The same with a length for each.
/// @param sizes their sum is the size of the axis
std::vector<Tensor> split_with_sizes(const Tensor& x, const std::vector<Index>& sizes,
                                     Index axis = 0);
/// x written times[axis] times along each axis, the whole each time: [1, 2] twice is [1, 2, 1, 2].
/// @param times may name more axes than x has; those come in front. Gradient: the sum over all
/// copies
Tensor repeat(const Tensor& x, const Dims& times);
/// x with `value` around it. `widths` are PyTorch's: how many before and after the last axis, then
/// before and after the one in front of it, ...; axes that are not named stay, and negative widths
/// cut off.
Tensor pad(const Tensor& x, const std::vector<Index>& widths, double value = 0);

/// The lower triangle of matrices (the last two axes): element [i, j] where j <= i + diagonal, else
/// 0, also where x is NaN. Gradient: the same triangle of the upstream gradient.
/// @param diagonal the last one that is kept; 0 is the main one, above it they count up
Tensor tril(const Tensor& x, Index diagonal = 0);
/// The upper triangle: element [i, j] where j >= i + diagonal, else 0. `x` and `diagonal` as for
/// tril().
Tensor triu(const Tensor& x, Index diagonal = 0);

/// What topk and sort give: elements, and where they stood along the axis (int64, no gradient).
struct ValuesAndIndices {
  Tensor values;   ///< the elements
  Tensor indices;  ///< where they stood
};
/// The k largest (or smallest) elements along an axis, best first. Of equal elements the first one
/// comes first; NaN counts as larger than every number. Gradient: as gather.
/// @throws Error when the axis has less than k elements
/// @param largest false for the smallest
ValuesAndIndices topk(const Tensor& x, Index k, Index axis = -1, bool largest = true);
/// All elements along an axis in order; equal ones keep theirs, and NaN is last (descending:
/// first). Gradient: as gather.
/// @param descending the largest first
ValuesAndIndices sort(const Tensor& x, Index axis = -1, bool descending = false);
/// The positions that sort() gives. `x`, `axis` and `descending` as there.
Tensor argsort(const Tensor& x, Index axis = -1, bool descending = false);

/// 1 at the place that each label names along a new last axis, else 0; int64, no gradient.
/// @param labels whole numbers from 0 to classes - 1, int64
/// @param classes the size of the new axis; left out: the largest label + 1
Tensor one_hot(const Tensor& labels, Index classes = -1);

}  // namespace gradus
