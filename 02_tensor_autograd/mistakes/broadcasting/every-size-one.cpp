// mistake: every-size-one
// region: broadcasting/broadcast-axes
// message: a size of 1 that stays 1 is not repeated
  const int added = to.rank() - from.rank();
  Axes axes;
  for (int axis = 0; axis < to.rank(); ++axis)
    if (axis < added || from[axis - added] == 1) axes.push_back(axis);
  return axes;
