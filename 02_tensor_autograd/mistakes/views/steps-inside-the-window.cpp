// mistake: steps-inside-the-window
// region: views/unfold
// message: the elements of a window lie next to each other, not `step` apart
  Layout result = layout;
  result.shape[a] = (layout.shape[a] - size) / step + 1;
  result.strides[a] = layout.strides[a] * step;
  result.shape.push_back(size);
  result.strides.push_back(result.strides[a]);
  return result;
