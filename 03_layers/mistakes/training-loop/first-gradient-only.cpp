// mistake: first-gradient-only
// region: training-loop/zero-grad
// message: zero_grad cleared the first one only
parameters_.front().set_grad(Tensor());
