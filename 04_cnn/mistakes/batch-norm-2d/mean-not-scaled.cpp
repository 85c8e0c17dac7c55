// mistake: mean-not-scaled
// region: batch-norm-2d/evaluation
// message: it must be scaled like x
return {weight / sqrt(norm.running_var + norm.eps), bias - norm.running_mean};
