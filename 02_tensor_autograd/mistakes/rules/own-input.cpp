// mistake: own-input
// region: rules/mul
// message: a and b are exchanged
                      if (call.needs(0)) call.give(0, call.grad() * call.input(0));
                      if (call.needs(1)) call.give(1, call.grad() * call.input(1));
