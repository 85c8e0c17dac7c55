// mistake: minus-one-stays
// region: views/expand
// message: -1 stands for the size the axis has already
  Layout result{shape, Strides::filled(shape.rank(), 0), layout.offset};
  for (int i = added; i < shape.rank(); ++i)
    if (shape[i] == layout.shape[i - added] || shape[i] == -1)
      result.strides[i] = layout.strides[i - added];
  return result;
