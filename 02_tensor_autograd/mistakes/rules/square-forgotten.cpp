// mistake: square-forgotten
// region: rules/div
// from: 13
// message: a square is missing
                      const Tensor a = call.input(0), b = call.input(1);
                      if (call.needs(0)) call.give(0, call.grad() / b);
                      if (call.needs(1)) call.give(1, -(call.grad() * a) / b);
