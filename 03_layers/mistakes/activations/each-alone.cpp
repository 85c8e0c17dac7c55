// mistake: each-alone
// region: activations/softmax-backward
// message: each number was treated alone
return g * y * (1.0 - y);
