// mistake: forgets-upstream
// region: add-and-multiply/chain-rule
// message: where is the gradient of c itself?
for (std::size_t i = 0; i < node.parents.size(); ++i)
  if (Node* parent = node.parents[i].node()) parent->grad += node.local[i];
