// What may be changed in place, and what may not.
#include <gradus/common/error.h>

#include "in_place.h"
#include "tensor_body.h"

namespace gradus {
namespace {

// What a tensor is a view of, as the graph knows it: the node behind all views.
const Node* base_node(const Tensor& x) {
  const Node* node = x.node();
  while (node && node->rule && !node->rule->op) node = node->inputs[0].node.get();
  return node;
}

}  // namespace

void check_writable(const char* name, const Tensor& x, bool recording) {
  if (overlaps(x.array().layout))
    fail(name, ": in ", x.shape(), " with strides ", x.array().strides(),
         " one element stands in several places; change a clone");
  if (!recording) return;
  const Node* base = base_node(x);
  if (base && !base->rule)
    fail(name, ": ", x.shape(), x.node() == base ? " is a leaf" : " is a view of a leaf",
         " that requires a gradient; change it inside a scope with NoGrad (an update), or change "
         "a clone");
  if (!base && x.array().storage->use_count() > 1)
    fail(name, ": ", x.shape(),
         " would become part of the graph, and other tensors that share its memory (views, or what "
         "a rule keeps) would not; change a clone, or put the parts together with cat");
}

void check_fits(const char* name, const Tensor& x, const Tensor& result) {
  if (category(result.dtype()) > category(x.dtype()))
    fail(name, ": the result is ", result.dtype(), ", which a tensor of ", x.dtype(),
         " cannot hold; convert the tensor with to(", result.dtype(), ") first");
}

void keep_place(const Tensor& x) { GraphAccess::attach(x, Ref<Node>(x.node()), x.output_index()); }

}  // namespace gradus
