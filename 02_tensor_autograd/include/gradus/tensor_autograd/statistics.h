#pragma once
#include <gradus/tensor_autograd/choose.h>

namespace gradus {

/// More reductions with gradients. As for sum(), no axes means all of them, negative ones count
/// from the end, and with keepdim they stay with size 1.

/// The largest element; NaN where there is one. Gradient: g, in equal parts to all elements that
/// are as large.
/// @param keepdim keep the axes with size 1
/// @throws Error for axes without elements
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// The smallest element, likewise.
/// @param keepdim keep the axes with size 1
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// The product, of no elements 1; whole numbers and truth values give int64. Gradient: g times the
/// product of the other elements, found without a division, so also where elements are 0.
/// @param keepdim keep the axes with size 1
Tensor prod(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// The running sums y[i] = x[0] + ... + x[i] along an axis; uint8 and bool give int64. Gradient:
/// the running sums of g from the end.
Tensor cumsum(const Tensor& x, Index axis);

/// The variance of n elements: sum (x - mean)^2 / max(0, n - correction), in two passes. With a
/// correction of 1 it estimates that of what the elements were drawn from (NaN for one element);
/// with 0 it is that of the elements themselves.
/// @param correction what to take away from n
/// @param keepdim keep the axes with size 1
/// @throws Error for whole numbers
Tensor var(const Tensor& x, const Axes& axes = {}, double correction = 1, bool keepdim = false);
/// The standard deviation, sqrt(var). Gradient: 0 where it is 0.
/// @param correction as for var
/// @param keepdim keep the axes with size 1
Tensor std(const Tensor& x, const Axes& axes = {}, double correction = 1, bool keepdim = false);
/// log(sum(exp(x))), without overflow; -infinity for no elements. Gradient: g softmax(x).
/// @param keepdim keep the axes with size 1
/// @throws Error for whole numbers
Tensor logsumexp(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// The Euclidean norm, sqrt(sum x^2). Gradient: g x / norm, 0 where the norm is 0.
/// @param keepdim keep the axes with size 1
/// @throws Error for whole numbers
Tensor norm(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// Whether any element differs from 0 (NaN does); of no elements false. bool.
/// @param keepdim keep the axes with size 1
Tensor any(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// Whether all of them do; of no elements true.
/// @param keepdim keep the axes with size 1
Tensor all(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

}  // namespace gradus
