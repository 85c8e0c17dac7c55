// mistake: input-not-saved
// region: rules/exp
// message: exp's rule keeps its output, not its input
                      call.give(0, call.grad() * exp(call.input(0)));
