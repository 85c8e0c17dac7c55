// mistake: last-stride-only
// region: shapes-and-strides/is-contiguous
// message: there is a gap at the end of each row
  return numel(shape) == 0 || shape.rank() == 0 || shape[shape.rank() - 1] == 1 ||
         strides[shape.rank() - 1] == 1;
