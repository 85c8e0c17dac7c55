// mistake: size-one-counts
// region: shapes-and-strides/is-contiguous
// message: nobody ever takes a step along an axis of size 1
  return numel(shape) == 0 || strides == contiguous_strides(shape);
