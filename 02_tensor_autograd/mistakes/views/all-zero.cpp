// mistake: all-zero
// region: views/expand
// message: an axis that keeps its size keeps its stride
  Layout result{shape, Strides::filled(shape.rank(), 0), layout.offset};
  for (int i = added; i < shape.rank(); ++i)
    if (shape[i] == -1) result.shape[i] = layout.shape[i - added];
  return result;
