// mistake: no-zero-stride
// region: views/expand
// message: a repeated axis must have stride 0
  Layout result = Layout::contiguous(shape);
  for (int i = added; i < shape.rank(); ++i)
    if (shape[i] == -1) result.shape[i] = layout.shape[i - added];
  result.strides = contiguous_strides(result.shape);
  result.offset = layout.offset;
  return result;
