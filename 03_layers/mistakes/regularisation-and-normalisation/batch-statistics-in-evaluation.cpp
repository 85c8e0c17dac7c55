// mistake: batch-statistics-in-evaluation
// region: regularisation-and-normalisation/batch-norm
// from: 25
// message: an answer must not depend on which others are asked
const Normalized batch = normalize(x, axes, eps);
if (training) track(batch, count, running_mean, running_var, momentum);
return scaled(batch.y, weight, bias, shape);
