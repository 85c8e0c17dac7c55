#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>

#include <algorithm>

namespace gradus {
namespace {

[[noreturn]] void do_not_fit(const Shape& a, const Shape& b, Index size_a, Index size_b,
                             const char* operation) {
  fail(operation, ": shapes do not broadcast: ", a, " and ", b, " (", size_a, " against ", size_b,
       "; sizes must be equal, or one of them 1, counted from the last axis)");
}

}  // namespace

Shape broadcast_shapes(const Shape& a, const Shape& b, const char* operation) {
  // exercise: broadcasting/broadcast-shapes
  //| Begin with the longer shape and walk from the last axis to the first. Where the shorter one has no axis left, the
  //| longer one's size stands. When two sizes do not fit, call do_not_fit(a, b, size_a, size_b, operation).
  //| Mind sizes of 0: 0 and 1 give 0.
  Shape result = a.rank() >= b.rank() ? a : b;
  for (int back = 1; back <= std::min(a.rank(), b.rank()); ++back) {
    const Index size_a = a[a.rank() - back], size_b = b[b.rank() - back];
    if (size_a != size_b && size_a != 1 && size_b != 1) do_not_fit(a, b, size_a, size_b, operation);
    result[result.rank() - back] = size_a == 1 ? size_b : size_a;
  }
  return result;
  // end exercise
}

Axes broadcast_axes(const Shape& from, const Shape& to) {
  // exercise: broadcasting/broadcast-axes
  //| Collect the axis numbers of `to`, in rising order.
  const int added = to.rank() - from.rank();
  Axes axes;
  for (int axis = 0; axis < to.rank(); ++axis)
    if (axis < added || (from[axis - added] == 1 && to[axis] != 1)) axes.push_back(axis);
  return axes;
  // end exercise
}

}  // namespace gradus
