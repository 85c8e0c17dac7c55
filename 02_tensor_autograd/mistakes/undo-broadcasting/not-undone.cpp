// mistake: not-undone
// region: undo-broadcasting/expand
// from: 4
// message: the repetition must be undone
                         call.give(0, call.grad());
