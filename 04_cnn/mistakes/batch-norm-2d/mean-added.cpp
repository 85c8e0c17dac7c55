// mistake: mean-added
// region: batch-norm-2d/evaluation
// message: the running mean was added
const Tensor scale = weight / sqrt(norm.running_var + norm.eps);
return {scale, bias + norm.running_mean * scale};
