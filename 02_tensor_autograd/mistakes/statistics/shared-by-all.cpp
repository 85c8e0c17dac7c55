// mistake: shared-by-all
// region: statistics/ties
// message: elements that are not the largest got a share
  const Tensor g = reshape(call.grad(), kept), y = reshape(call.output(), kept);
  call.give(0, expand(g / (x.numel() / y.numel()), x.shape()));
