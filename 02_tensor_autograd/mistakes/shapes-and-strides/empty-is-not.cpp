// mistake: empty-is-not
// region: shapes-and-strides/is-contiguous
// message: a tensor without elements has no gaps
  Index expected = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    if (shape[axis] == 1) continue;
    if (strides[axis] != expected) return false;
    expected *= shape[axis];
  }
  return true;
