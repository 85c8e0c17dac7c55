// mistake: no-start
// region: backward/pass
// message: the sweep has nothing to start from
for (Node* node : order)
  if (node->parents[0].node()) node->grad = 0;
for (auto node = order.rbegin(); node != order.rend(); ++node) pass_gradient(**node);
