#include <gradus/common/error.h>
#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus {
namespace {

struct ShapeAttributes {
  Shape shape;
};
struct AxesAttributes {
  Axes axes;
};

const Rule expand_rule{"expand", nullptr, 0, 0, [](BackwardCall& call) {
                         // exercise: undo-broadcasting/expand
                         //| expand read some elements many times. call.grad() has a gradient for each reading; what is
                         //| the gradient of the element? call.input_info(0).shape is the shape before; hand the result
                         //| on with call.give(0, ...).
                         call.give(0, sum_to(call.grad(), call.input_info(0).shape));
                         // end exercise
                       }};

const Rule sum_rule{"sum", &ops::sum, 0, 0, [](BackwardCall& call) {
                      const auto& settings = call.attributes<ReduceAttributes>();
                      const Shape& before = call.input_info(0).shape;
                      Shape kept = before;
                      for (int axis = 0; axis < kept.rank(); ++axis)
                        if (settings.axes >> axis & 1) kept[axis] = 1;
                      // exercise: undo-broadcasting/sum
                      //| Every element of the input counts once in one element of the sum. `before` is the shape of the
                      //| input, `kept` the shape that the sum has with keepdim: bring the upstream gradient (which may
                      //| lack the summed axes) to `kept`, then to `before`.
                      call.give(0, expand(reshape(call.grad(), kept), before));
                      // end exercise
                    }};

const Rule permute_rule{"permute", nullptr, 0, 0, [](BackwardCall& call) {
                          const Axes& axes = call.attributes<AxesAttributes>().axes;
                          // exercise: undo-broadcasting/permute
                          //| The gradient has the axes in the new order; the input wants them in the old one.
                          //| views::inverse_permutation(axes) helps.
                          call.give(0, permute(call.grad(), views::inverse_permutation(axes)));
                          // end exercise
                        }};

}  // namespace

Tensor expand(const Tensor& x, const Shape& shape) {
  const Layout layout = views::expand(x.array().layout, shape);
  return layout.shape == x.shape() ? x : apply_view(expand_rule, x, layout);
}

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return apply(sum_rule, {&x}, reduce_attributes(axes, keepdim, x.dim(), "sum"));
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  // exercise: undo-broadcasting/sum-to
  //| broadcast_axes(shape, x.shape()) names the axes along which `shape` was repeated. Sum over them and keep them with
  //| size 1; then reshape drops those that `shape` does not have. Mind: sum with no axes at all sums over everything.
  const Axes axes = broadcast_axes(shape, x.shape());
  return axes.empty() ? x : reshape(sum(x, axes, true), shape);
  // end exercise
}

Tensor permute(const Tensor& x, const Axes& axes) {
  return apply_view(permute_rule, x, views::permute(x.array().layout, axes), AxesAttributes{axes});
}

}  // namespace gradus
