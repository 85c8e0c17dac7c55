// mistake: last-axis-missing
// region: shapes-and-strides/offset-of
// message: the last axis is missing in the sum
  Index offset = 0;
  for (int axis = 0; axis + 1 < index.rank(); ++axis) offset += index[axis] * strides[axis];
  return offset;
