// Results that nobody keeps, since their node can compute them again (Rule::recompute).
#include <gradus/tensor_autograd/autograd.h>

#include "tensor_body.h"

namespace gradus {
namespace {

// The node that made the elements: behind views, which only show them.
Node* origin(const Edge& edge) {
  const Edge* at = &edge;
  while (at->node && at->node->rule && !at->node->rule->op) at = &at->node->inputs[0];
  return at->output == 0 ? at->node.get() : nullptr;
}

}  // namespace

bool can_recompute(const Tensor& tensor) {
  const Ref<TensorBody>& body = GraphAccess::body(tensor);
  const Node* node = origin({body->node, body->output_index});
  // What was changed since is not what the node would compute.
  return node && node->rule && node->rule->recompute && tensor.array().storage->version() == 0;
}

Tensor recomputed(const Tensor& place, const Edge& edge) {
  Node& node = *origin(edge);
  SavedTensor& elements = node.saved_outputs[0];  // until the node itself is done
  BackwardCall call(node);
  if (!elements.tensor.defined()) elements.tensor = node.rule->recompute(call);
  Tensor result(elements.tensor.array().with(place.array().layout));
  GraphAccess::attach(result, edge.node, edge.output);
  return result;
}

}  // namespace gradus
