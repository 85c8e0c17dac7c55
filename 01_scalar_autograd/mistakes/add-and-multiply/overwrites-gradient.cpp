// mistake: overwrites-gradient
// region: add-and-multiply/chain-rule
// from: 1
// message: are you overwriting it instead of adding to it?
for (std::size_t i = 0; i < node.parents.size(); ++i)
  if (Node* parent = node.parents[i].node()) parent->grad = node.grad * node.local[i];
