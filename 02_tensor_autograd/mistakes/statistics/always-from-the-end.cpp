// mistake: always-from-the-end
// region: statistics/cumsum
// message: the gradient of sums from the end runs from the front again
                         call.give(0, running_sums(call.grad(), {settings.axis, true}));
