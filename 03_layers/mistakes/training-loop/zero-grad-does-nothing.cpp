// mistake: zero-grad-does-nothing
// region: training-loop/zero-grad
// from: 24
// message: zero_grad left the gradients there
for (Tensor& parameter : parameters_) parameter.grad();
