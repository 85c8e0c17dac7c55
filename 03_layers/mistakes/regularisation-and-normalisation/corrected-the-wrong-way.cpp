// mistake: corrected-the-wrong-way
// region: regularisation-and-normalisation/running
// from: 25
// message: the estimate is too small, so divide
assign(running_mean, running_mean * (1 - momentum) + mean * momentum);
assign(running_var, running_var * (1 - momentum) + var * (momentum * (n - 1) / n));
