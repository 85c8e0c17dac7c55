// What a rule sees of its node: gradients, and what was kept, or is computed again
// (Rule::recompute).
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>

#include "tensor_body.h"

namespace gradus {
namespace {

// The node that made the elements: behind views, which only show them.
Node* origin(const Edge& edge) {
  const Edge* at = &edge;
  while (at->node && at->node->rule && !at->node->rule->op) at = &at->node->inputs[0];
  return at->output == 0 ? at->node.get() : nullptr;
}

// The elements computed again, for an input that came by `edge`; `place` tells how it lay in
// memory.
Tensor recomputed(const Tensor& place, const Edge& edge) {
  Node& node = *origin(edge);
  SavedTensor& elements = node.saved_outputs[0];  // until the node itself is done
  BackwardCall call(node);
  if (!elements.tensor.defined()) elements.tensor = node.rule->recompute(call);
  Tensor result(elements.tensor.array().with(place.array().layout));
  GraphAccess::attach(result, edge.node, edge.output);
  return result;
}

}  // namespace

bool can_recompute(const Tensor& tensor) {
  const Ref<TensorBody>& body = GraphAccess::body(tensor);
  const Node* node = origin({body->node, body->output_index});
  // What was changed since is not what the node would compute.
  return node && node->rule && node->rule->recompute && tensor.array().storage->version() == 0;
}

Tensor BackwardCall::grad(int i) const {
  const Tensor& arrived = node_.upstream[static_cast<std::size_t>(i)];
  if (arrived.defined()) return arrived;
  const NodeOutput& output = node_.outputs[i];
  const Array zero = number(0, output.dtype, output.device).array();
  return Tensor(zero.with(views::expand(zero.layout, output.shape)));
}

Tensor BackwardCall::unpack(const SavedTensor& saved) const {
  if (!saved.tensor.defined())
    fail(node_.rule->name, ": its rule asks for a tensor that it did not save");
  const std::uint32_t now = saved.tensor.array().storage->version();
  if (now != saved.version)
    fail(node_.rule->name,
         ": a tensor that its gradient needs was changed in place after the forward pass (version ",
         now, ", saved was ", saved.version, "); change a copy instead");
  return saved.tensor;
}

Tensor BackwardCall::input(int i) const {
  const SavedTensor& saved = node_.saved_inputs[static_cast<std::size_t>(i)];
  if (saved.tensor.defined() && !saved.tensor.array().storage)
    return recomputed(saved.tensor, node_.inputs[i]);
  return unpack(saved);
}

Tensor BackwardCall::output(int i) const {
  Tensor result = unpack(node_.saved_outputs[static_cast<std::size_t>(i)]).detach();
  GraphAccess::attach(result, Ref<Node>(&node_), i);
  return result;
}

const NodeOutput& BackwardCall::input_info(int i) const {
  const Edge& edge = node_.inputs[i];
  return edge.node->outputs[edge.output];
}

}  // namespace gradus
