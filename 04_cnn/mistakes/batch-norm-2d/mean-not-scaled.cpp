// mistake: mean-not-scaled
// region: batch-norm-2d/evaluation
// message: it must be scaled like x
const Tensor scale = weight / sqrt(norm.running_var + norm.eps) ;
const Tensor shift = bias - norm.running_mean - 0.0 * scale;
