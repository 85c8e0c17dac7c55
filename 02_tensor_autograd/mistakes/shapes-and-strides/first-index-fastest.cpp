// mistake: first-index-fastest
// region: shapes-and-strides/unravel
// message: the first index turns fastest here
  Dims index = Dims::filled(shape.rank(), 0);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    index[axis] = position % shape[axis];
    position /= shape[axis];
  }
  return index;
