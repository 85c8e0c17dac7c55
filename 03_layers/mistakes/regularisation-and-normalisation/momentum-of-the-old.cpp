// mistake: momentum-of-the-old
// region: regularisation-and-normalisation/running
// message: is the part that comes from the new batch
assign(running_mean, running_mean * momentum + mean * (1 - momentum));
assign(running_var, running_var * momentum + var * ((1 - momentum) * n / (n - 1)));
