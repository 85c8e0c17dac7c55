// mistake: each-alone
// region: activations/softmax-backward
// message: each number was treated alone
call.give(0, g * y * (1.0 - y));
