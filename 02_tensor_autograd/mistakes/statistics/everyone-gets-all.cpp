// mistake: everyone-gets-all
// region: statistics/ties
// from: 8
// message: each of two equal elements got the whole gradient
  const Tensor g = reshape(call.grad(), kept), y = reshape(call.output(), kept);
  call.give(0, to(eq(x, y), x.dtype()) * g);
