// mistake: same-permutation
// region: undo-broadcasting/permute
// from: 6
// message: the way back is the inverse
                          call.give(0, permute(call.grad(), axes));
