// mistake: column-major
// region: shapes-and-strides/contiguous-strides
// message: that is column-major order
  Strides strides = Strides::filled(shape.rank(), 1);
  for (int axis = 1; axis < shape.rank(); ++axis)
    strides[axis] = strides[axis - 1] * std::max<Index>(shape[axis - 1], 1);
  return strides;
