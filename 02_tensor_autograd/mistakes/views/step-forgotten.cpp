// mistake: step-forgotten
// region: views/slice
// message: one index more in the view is `step` elements more
  Layout result = layout;
  result.offset += start * layout.strides[a];
  result.shape[a] = (stop - start + step - 1) / step;
  return result;
