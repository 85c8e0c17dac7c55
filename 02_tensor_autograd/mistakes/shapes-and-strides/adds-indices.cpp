// mistake: adds-indices
// region: shapes-and-strides/offset-of
// message: these are the indices added up
  Index offset = 0;
  for (Index i : index) offset += i;
  return offset;
