// mistake: means
// region: undo-broadcasting/sum-to
// from: 4
// message: a value that is read twice counts twice
  const Axes axes = broadcast_axes(shape, x.shape());
  if (axes.empty()) return x;
  const Tensor total = sum(x, axes, true);
  const double share = static_cast<double>(total.numel()) / static_cast<double>(x.numel());
  return reshape(Tensor(run(ops::affine, {&total.array()}, AffineAttributes{share, 0})), shape);
