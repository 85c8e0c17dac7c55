// mistake: rounds-down
// region: views/slice
// message: the number of elements was rounded down
  Layout result = layout;
  result.offset += start * layout.strides[a];
  result.shape[a] = (stop - start) / step;
  result.strides[a] *= step;
  return result;
