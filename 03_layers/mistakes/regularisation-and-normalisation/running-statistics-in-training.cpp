// mistake: running-statistics-in-training
// region: regularisation-and-normalisation/batch-norm
// from: 25
// message: normalised by its own statistics, not by the running ones
const Tensor deviation = sqrt(reshape(clone(running_var), shape) + eps);
const Tensor y = (x - reshape(running_mean, shape)) / deviation;
if (training) track(normalize(x, axes, eps), count, running_mean, running_var, momentum);
return scaled(y, weight, bias, shape);
