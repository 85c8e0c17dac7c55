// mistake: front-axes-only
// region: undo-broadcasting/sum-to
// from: 4
// message: only axes in front were summed
  Tensor result = x;
  while (result.dim() > shape.rank()) result = sum(result, {0});
  return result;
