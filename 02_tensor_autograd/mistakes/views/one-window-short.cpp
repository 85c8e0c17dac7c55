// mistake: one-window-short
// region: views/unfold
// message: a window is missing
  Layout result = layout;
  result.shape[a] = (layout.shape[a] - size) / step;
  result.strides[a] = layout.strides[a] * step;
  result.shape.push_back(size);
  result.strides.push_back(layout.strides[a]);
  return result;
