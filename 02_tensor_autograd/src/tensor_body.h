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
};

struct GraphAccess {
  static const Ref<TensorBody>& body(const Tensor& tensor) { return tensor.body_; }
  static void attach(Tensor& tensor, Ref<Node> node, int output) {
    tensor.body_->node = std::move(node);
    tensor.body_->output_index = output;
  }
};

}  // namespace gradus
