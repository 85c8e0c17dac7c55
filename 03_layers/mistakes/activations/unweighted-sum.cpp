// mistake: unweighted-sum
// region: activations/softmax-backward
// message: each upstream gradient counts as much as its own probability
return y * (g - sum(g, {axis}, true));
