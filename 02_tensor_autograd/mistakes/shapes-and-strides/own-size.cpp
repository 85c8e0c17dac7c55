// mistake: own-size
// region: shapes-and-strides/contiguous-strides
// message: its own size has no part in its own stride
  Strides strides = shape;
  for (int axis = shape.rank() - 2; axis >= 0; --axis)
    strides[axis] = strides[axis + 1] * std::max<Index>(shape[axis], 1);
  return strides;
