// mistake: no-square
// region: rules/tanh
// message: that is 1 - y; the derivative is 1 - y^2
                       const Tensor y = call.output();
                       call.give(0, call.grad() * (1.0 - y));
