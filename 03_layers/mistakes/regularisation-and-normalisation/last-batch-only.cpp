// mistake: last-batch-only
// region: regularisation-and-normalisation/running
// message: they were replaced, not moved
assign(running_mean, mean);
assign(running_var, var * (n / (n - 1)));
