// mistake: boolean-gradient
// region: add-and-multiply/chain-rule
// from: 3
// message: a comparison got in
for (std::size_t i = 0; i < node.parents.size(); ++i)
  if (Node* parent = node.parents[i].node()) parent->grad += (node.grad * node.local[i]) > 0;
