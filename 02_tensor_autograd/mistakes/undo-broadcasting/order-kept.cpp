// mistake: order-kept
// region: undo-broadcasting/permute
// message: the gradient still has its axes in the new order
                          (void)axes;
                          call.give(0, call.grad());
