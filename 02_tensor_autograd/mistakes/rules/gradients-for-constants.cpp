// mistake: gradients-for-constants
// region: rules/mul
// from: 12
// message: the gradient of the constant was computed
                      call.give(0, call.grad() * call.input(1));
                      call.give(1, call.grad() * call.input(0));
