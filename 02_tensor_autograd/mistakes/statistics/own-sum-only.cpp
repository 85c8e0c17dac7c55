// mistake: own-sum-only
// region: statistics/cumsum
// message: x[0] counts in y[1] and y[2] too
                         call.give(0, call.grad());
