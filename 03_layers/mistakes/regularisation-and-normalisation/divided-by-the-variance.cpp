// mistake: divided-by-the-variance
// region: regularisation-and-normalisation/batch-norm
// message: divided by the variance, not by its root
if (training) {
  const Normalized batch = normalize(x, axes, eps);
  track(batch, count, running_mean, running_var, momentum);
  return scaled(batch.y, weight, bias, shape);
}
const Tensor spread = reshape(running_var, shape) + eps;
return scaled((x - reshape(running_mean, shape)) / spread, weight, bias, shape);
