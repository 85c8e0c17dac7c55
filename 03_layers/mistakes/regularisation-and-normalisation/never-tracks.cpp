// mistake: never-tracks
// region: regularisation-and-normalisation/batch-norm
// message: the running statistics did not move
if (training) return scaled(normalize(x, axes, eps).y, weight, bias, shape);
const Tensor deviation = sqrt(reshape(running_var, shape) + eps);
return scaled((x - reshape(running_mean, shape)) / deviation, weight, bias, shape);
