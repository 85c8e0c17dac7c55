// mistake: unweighted-sum
// region: activations/softmax-backward
// message: each upstream gradient counts as much as its own probability
call.give(0, y * (g - sum(g, {axis}, true)));
