// mistake: biased-running-variance
// region: regularisation-and-normalisation/running
// from: 25
// message: that is the biased variance
assign(running_mean, running_mean * (1 - momentum) + mean * momentum);
assign(running_var, running_var * (1 - momentum) + var * momentum);
