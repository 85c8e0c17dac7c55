// mistake: added-axes-forgotten
// region: broadcasting/broadcast-axes
// from: 4
// message: an axis that was not there counts as size 1
  const int added = to.rank() - from.rank();
  Axes axes;
  for (int axis = added; axis < to.rank(); ++axis)
    if (from[axis - added] == 1 && to[axis] != 1) axes.push_back(axis);
  return axes;
