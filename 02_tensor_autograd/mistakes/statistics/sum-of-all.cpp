// mistake: sum-of-all
// region: statistics/cumsum
// message: x[2] does not count in y[0]
                         const Tensor total = sum(call.grad(), {settings.axis}, true);
                         call.give(0, expand(total, call.grad().shape()));
