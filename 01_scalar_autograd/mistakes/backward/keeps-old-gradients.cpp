// mistake: keeps-old-gradients
// region: backward/pass
// from: 2
// message: computed values must be cleared
result.node()->grad = 1;
for (auto node = order.rbegin(); node != order.rend(); ++node) pass_gradient(**node);
