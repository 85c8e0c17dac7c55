// mistake: active-in-evaluation
// region: batch-norm-2d/dropout
// from: 26
// message: channels are dropped in evaluation, too
Shape shape = input.shape();
shape[input.dim() - 2] = shape[input.dim() - 1] = 1;
mask_.train();
return input * mask_(ones(shape, input.dtype()));
