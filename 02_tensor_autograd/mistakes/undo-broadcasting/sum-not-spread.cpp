// mistake: sum-not-spread
// region: undo-broadcasting/sum
// message: every element of the input needs one
                      (void)kept;
                      call.give(0, call.grad());
