// mistake: sums-everything
// region: undo-broadcasting/sum-to
// message: sum without axes takes all of them
  return reshape(sum(x, broadcast_axes(shape, x.shape()), true), shape);
