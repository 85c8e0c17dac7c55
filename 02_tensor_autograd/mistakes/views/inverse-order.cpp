// mistake: inverse-order
// region: views/permute
// message: axis i of the result is axis order[i] of the input, not the other way round
  Layout result = layout;
  for (int i = 0; i < order.rank(); ++i) {
    result.shape[static_cast<int>(order[i])] = layout.shape[i];
    result.strides[static_cast<int>(order[i])] = layout.strides[i];
  }
  return result;
