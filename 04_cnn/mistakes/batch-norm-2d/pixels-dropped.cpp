// mistake: pixels-dropped
// region: batch-norm-2d/dropout
// message: every pixel has a mask of its own
if (!training()) return input;
return input * mask_(ones(input.shape(), input.dtype()));
