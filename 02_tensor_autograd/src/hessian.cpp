#include <gradus/common/error.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus {

std::vector<Tensor> differentiable_gradients(const TensorFunction& f,
                                             const std::vector<Tensor>& inputs,
                                             const Tensor& upstream) {
  const GradMode on(true);
  const Tensor result = f(inputs);
  // exercise: second-derivatives/gradients
  //| The gradients of `result` with respect to `inputs`, by grad_or_zeros. The backward pass must itself become part of
  //| the graph: BackwardOptions has a setting for it.
  return grad_or_zeros(result, inputs, upstream, {.create_graph = true});
  // end exercise
}

Tensor hessian_vector_product(const TensorFunction& f, const Tensor& x, const Tensor& v) {
  const Tensor leaf = x.detach().requires_grad(true);
  const Tensor gradient = differentiable_gradients(f, {leaf})[0];
  // exercise: second-derivatives/product
  //| Differentiate once more: the gradient of g . v with respect to `leaf`, where g is `gradient`. You need not compute
  //| g . v: what is its gradient with respect to g? grad_or_zeros takes it as upstream.
  return grad_or_zeros(gradient, {leaf}, v)[0];
  // end exercise
}

}  // namespace gradus
