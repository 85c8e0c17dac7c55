#include "tensor_body.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {

Tensor::Tensor() = default;
Tensor::~Tensor() = default;
Tensor::Tensor(const Tensor&) = default;
Tensor::Tensor(Tensor&&) noexcept = default;
Tensor& Tensor::operator=(const Tensor&) = default;
Tensor& Tensor::operator=(Tensor&&) noexcept = default;

Tensor::Tensor(Array array) : body_(new TensorBody(std::move(array))) {}
Tensor::Tensor(double value, DType dtype) : Tensor(of({value}, {}, dtype)) {}

Tensor Tensor::of(const std::vector<double>& values, const Shape& shape, DType dtype) {
  const Array array = Array::of(values, shape);
  return Tensor(dtype == float64 ? array : run(ops::copy, {&array}, CopyAttributes{dtype}));
}

const Array& Tensor::array() const {
  if (!body_) fail("tensor: this handle holds no tensor (a gradient that was never computed?)");
  return body_->array;
}

Index Tensor::size(Index axis) const { return shape()[normalize_axis(axis, dim(), "size")]; }

double Tensor::item() const {
  if (numel() != 1) fail("item: ", shape(), " has ", numel(), " elements, not one");
  return to_vector()[0];
}

std::vector<double> Tensor::to_vector() const { return gradus::to_vector<double>(array()); }

bool Tensor::requires_grad() const { return body_ && body_->node; }

Tensor& Tensor::requires_grad(bool on) {
  const Array& elements = array();
  if (body_->node && body_->node->rule)
    fail("requires_grad: this tensor is the result of ", body_->node->rule->name,
         "; use detach() for a constant");
  if (on && !info(elements.dtype).is_floating_point)
    fail("requires_grad: only floating-point tensors have gradients, not ", elements.dtype);
  if (!on) body_->node = nullptr;
  if (on && !body_->node) {
    body_->node = Ref<Node>(new Node);
    body_->node->outputs.push_back({elements.shape(), elements.dtype, elements.device()});
  }
  return *this;
}

Tensor Tensor::grad() const {
  return requires_grad() ? body_->node->grad[static_cast<std::size_t>(body_->output_index)]
                         : Tensor();
}

void Tensor::set_grad(const Tensor& grad) {
  if (!requires_grad()) fail("set_grad: this tensor does not require a gradient");
  if (grad.defined() && (!(grad.shape() == shape()) || !(grad.dtype() == dtype())))
    fail("set_grad: the gradient is ", grad.shape(), " ", grad.dtype(), ", the tensor ", shape(),
         " ", dtype());
  body_->node->grad[static_cast<std::size_t>(body_->output_index)] = grad;
}

void Tensor::retain_grad() {
  if (!requires_grad()) fail("retain_grad: this tensor does not require a gradient");
  body_->node->retain_grad = true;
}

Tensor Tensor::detach() const { return Tensor(array()); }
Node* Tensor::node() const { return body_ ? body_->node.get() : nullptr; }
int Tensor::output_index() const { return body_ ? body_->output_index : 0; }

void check_current(const Tensor& tensor, const char* operation) {
  const Node* node = tensor.node();
  if (!node || !node->rule) return;  // constants and leaves were not computed
  const std::uint32_t then = GraphAccess::body(tensor)->version,
                      now = tensor.array().storage->version();
  if (then != now)
    fail(operation, ": the elements of a tensor ", tensor.shape(), ", the result of ",
         node->rule->name,
         ", were changed in place through another tensor (a view, or what it is a "
         "view of) after it was computed (version ",
         now, ", computed at ", then,
         "); its gradient would be wrong. Make the view again, or change a clone");
}

Tensor check_upstream(const Tensor& root, const Tensor& upstream) {
  if (!root.requires_grad())
    fail(
        "backward: this tensor does not depend on any tensor that requires a gradient; call "
        "requires_grad(true) on "
        "the parameters before computing");
  check_current(root, "backward");
  if (!upstream.defined()) {
    if (root.numel() != 1)
      fail("backward: ", root.shape(),
           " is not a single number; give the gradient of the loss with respect to it");
    const Array one = number(1, root.dtype(), root.device()).array();
    return Tensor(one.with(views::expand(one.layout, root.shape())));
  }
  if (!(upstream.shape() == root.shape()) || !(upstream.dtype() == root.dtype()))
    fail("backward: the upstream gradient is ", upstream.shape(), " ", upstream.dtype(),
         ", the tensor ", root.shape(), " ", root.dtype());
  return upstream;
}

Tensor own(Tensor gradient) {
  const Array& array = gradient.array();
  const bool alone =
      GraphAccess::body(gradient)->use_count() == 1 && array.storage->use_count() == 1;
  if (alone && array.strides() == dense_strides_like(array.layout)) return gradient;
  return Tensor(run(ops::copy, {&array}, CopyAttributes{array.dtype}));
}

std::string to_string(const Tensor& tensor, const PrintOptions& options) {
  return tensor.defined() ? to_string(tensor.array(), options) : "undefined";
}
std::ostream& operator<<(std::ostream& out, const Tensor& tensor) {
  return out << to_string(tensor);
}

}  // namespace gradus
