// mistake: clears-leaves
// region: backward/pass
// message: its gradient adds up over passes until you set it to 0
for (Node* node : order) node->grad = 0;
result.node()->grad += 1;
for (auto node = order.rbegin(); node != order.rend(); ++node) pass_gradient(**node);
