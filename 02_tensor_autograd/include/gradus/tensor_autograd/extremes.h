#pragma once
#include <gradus/tensor_autograd/reductions.h>

namespace gradus::ops {

/// The largest (smallest) element along axes; NaN where there is one.
/// @throws Error for axes without elements
extern Operation max, min;
/// The index of the first largest (smallest) element along one axis, as int64; a NaN counts as
/// largest (smallest).
/// @throws Error unless the attributes name exactly one axis, and it has elements
extern Operation argmax, argmin;

}  // namespace gradus::ops
