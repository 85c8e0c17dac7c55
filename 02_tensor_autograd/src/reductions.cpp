#include <gradus/tensor_autograd/reductions.h>

#include <gradus/common/error.h>

namespace gradus {

Shape reduced_shape(const Shape& shape, const ReduceAttributes& attributes) {
  // exercise: reductions/reduced-shape
  //| Bit `axis` of attributes.axes says whether the axis is summed away. With keepdim it stays, with size 1.
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (!(attributes.axes >> axis & 1))
      result.push_back(shape[axis]);
    else if (attributes.keepdim)
      result.push_back(1);
  }
  return result;
  // end exercise
}

}  // namespace gradus
