// mistake: start-without-stride
// region: views/slice
// message: `start` counts rows, and a row is a stride long
  Layout result = layout;
  result.offset += start;
  result.shape[a] = (stop - start + step - 1) / step;
  result.strides[a] *= step;
  return result;
