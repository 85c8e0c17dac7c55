// mistake: mean-added
// region: batch-norm-2d/evaluation
// message: the running mean was added
const Tensor scale = weight / sqrt(norm.running_var + norm.eps);
const Tensor shift = bias + norm.running_mean * scale;
