#pragma once
#include <gradus/tensor_autograd/autograd.h>

namespace gradus {

// What a Tensor points at.
struct TensorBody : RefCounted {
  explicit TensorBody(Array elements) : array(std::move(elements)) {}
  static void destroy(TensorBody* body) { delete body; }

  Array array;
  Ref<Node> node;
  int output_index = 0;
  std::uint32_t version = 0;  // of the elements when they got their place in the graph
};

struct GraphAccess {
  static const Ref<TensorBody>& body(const Tensor& tensor) { return tensor.body_; }
  static void attach(const Tensor& tensor, Ref<Node> node, int output) {
    tensor.body_->node = std::move(node);
    tensor.body_->output_index = output;
    tensor.body_->version = tensor.array().storage->version();
  }
  // Another tensor of the same elements at the same place in the graph. The place of `tensor`
  // itself may change; that of the other one does not.
  static Tensor same_place(const Tensor& tensor) {
    Tensor result(tensor.array());
    attach(result, tensor.body_->node, tensor.body_->output_index);
    return result;
  }
};

// Whether no node has to keep a tensor, as its own node, or that of what it is a view of, can
// compute the elements again.
bool can_recompute(const Tensor& tensor);

// Throws an Error when the elements of a computed tensor changed after it was computed, so that its
// node no longer tells how they came about.
void check_current(const Tensor& tensor, const char* operation);

// The gradient that backward begins with. Throws an Error when `upstream` does not fit `root`.
Tensor check_upstream(const Tensor& root, const Tensor& upstream);

// A gradient that a leaf keeps must be its own memory, without gaps: rules may hand the same tensor
// to several inputs.
Tensor own(Tensor gradient);

}  // namespace gradus
