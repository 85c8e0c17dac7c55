// mistake: aligned-at-the-last-axis
// region: undo-broadcasting/sum
// from: 9
// message: without the axis that was summed, 10 and 20 were aligned at the last axis
                      (void)kept;
                      call.give(0, expand(call.grad(), before));
