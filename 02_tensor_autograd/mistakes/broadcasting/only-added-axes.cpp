// mistake: only-added-axes
// region: broadcasting/broadcast-axes
// from: 4
// message: an axis of size 1 that grows is repeated too
  Axes axes;
  for (int axis = 0; axis < to.rank() - from.rank(); ++axis) axes.push_back(axis);
  return axes;
