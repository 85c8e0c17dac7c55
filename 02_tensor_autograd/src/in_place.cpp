// What every operation in place does.
#include "in_place.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/elementwise.h>

#include <algorithm>

#include "tensor_body.h"

namespace gradus {

bool overlaps(const Layout& layout) {
  // The axes that are walked, the one with the smallest step first.
  Axes axes;
  for (int axis = 0; axis < layout.rank(); ++axis)
    if (layout.shape[axis] > 1) axes.push_back(axis);
  std::sort(axes.begin(), axes.end(), [&](Index a, Index b) {
    return layout.strides[static_cast<int>(a)] < layout.strides[static_cast<int>(b)];
  });
  Index reach = 0;  // how far the axes before this one lead
  for (Index axis : axes) {
    const Index size = layout.shape[static_cast<int>(axis)],
                stride = layout.strides[static_cast<int>(axis)];
    // exercise: in-place-and-hooks/overlap
    //| A step along this axis must lead beyond every element that the axes before it reach (they reach offsets from 0 to
    //| `reach`); else two indices may meet in one element: return true. Then add to `reach` how far this axis leads.
    if (stride <= reach) return true;
    reach += (size - 1) * stride;
    // end exercise
  }
  return false;
}

Tensor change(const char* name, const Tensor& x, const std::function<Tensor(const Tensor&)>& f,
              bool recording) {
  check_writable(name, x, recording);
  Tensor before = x;
  if (recording) {
    // exercise: in-place-and-hooks/before
    //| A rule may need the elements that x has now, and they are about to be overwritten. Make `before` a tensor with
    //| memory of its own (run(ops::copy, {&array}, CopyAttributes{dtype}) copies an array) that stands in the graph
    //| where x stands: GraphAccess::attach(tensor, Ref<Node>(node), output). x.node() may be null, which is fine.
    before = Tensor(run(ops::copy, {&x.array()}, CopyAttributes{x.dtype()}));
    GraphAccess::attach(before, Ref<Node>(x.node()), x.output_index());
    // end exercise
  }
  const Tensor result = f(before);
  check_fits(name, x, result);
  run_into(ops::copy, {&result.array()}, {&x.array()}, CopyAttributes{x.dtype()});
  // exercise: in-place-and-hooks/place
  //| x holds the elements of `result` now, in its old memory. If `recording`, give it result's place in the graph, so
  //| that gradients take the way of the operation; else it keeps its own: keep_place(x).
  if (recording)
    GraphAccess::attach(x, Ref<Node>(result.node()), result.output_index());
  else
    keep_place(x);
  // end exercise
  return x;
}

}  // namespace gradus
