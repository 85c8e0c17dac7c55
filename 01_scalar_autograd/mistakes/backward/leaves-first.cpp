// mistake: leaves-first
// region: backward/pass
// message: the sweep must start at the result
for (Node* node : order)
  if (node->parents[0].node()) node->grad = 0;
result.node()->grad += 1;
for (Node* node : order) pass_gradient(*node);
