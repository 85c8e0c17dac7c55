// mistake: forgets-local
// region: add-and-multiply/chain-rule
// message: how fast does c move with a?
for (std::size_t i = 0; i < node.parents.size(); ++i)
  if (Node* parent = node.parents[i].node()) parent->grad += node.grad;
