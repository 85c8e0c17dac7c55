// mistake: not-recorded
// region: second-derivatives/gradients
// message: the gradient is a constant; ask backward to record itself
  return grad_or_zeros(result, inputs, upstream, {.retain_graph = true});
