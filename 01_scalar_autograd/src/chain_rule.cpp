#include <gradus/scalar_autograd/chain_rule.h>

namespace gradus::scalar {

void pass_gradient(const Node& node) {
  // exercise: add-and-multiply/chain-rule
  //| For each operand in `node.parents`, `node.local` holds the local derivative. Let the operand's
  //| gradient grow by its share of `node.grad`. A node can have no operand or only one; the missing
  //| ones hold no node.
  for (std::size_t i = 0; i < node.parents.size(); ++i)
    if (Node* parent = node.parents[i].node()) parent->grad += node.grad * node.local[i];
  // end exercise
}

}  // namespace gradus::scalar
