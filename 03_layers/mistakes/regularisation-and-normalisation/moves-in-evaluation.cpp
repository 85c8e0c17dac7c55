// mistake: moves-in-evaluation
// region: regularisation-and-normalisation/batch-norm
// from: 25
// message: evaluation moved the running statistics
const Tensor deviation = sqrt(reshape(clone(running_var), shape) + eps);
const Tensor centred = x - reshape(running_mean, shape);
const Normalized batch = normalize(x, axes, eps);
track(batch, count, running_mean, running_var, momentum);
return scaled(training ? batch.y : centred / deviation, weight, bias, shape);
