// mistake: first-parent-only
// region: add-and-multiply/chain-rule
// message: must reach the second operand too
if (Node* parent = node.parents[0].node()) parent->grad += node.grad * node.local[0];
