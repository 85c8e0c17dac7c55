// mistake: same-direction
// region: statistics/cumsum
// message: these are the running sums from the front
                         call.give(0, running_sums(call.grad(), settings));
