// mistake: zero-size-zero-stride
// region: shapes-and-strides/contiguous-strides
// message: a size of 0 made the strides before it 0
  Strides strides = Strides::filled(shape.rank(), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis)
    strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
