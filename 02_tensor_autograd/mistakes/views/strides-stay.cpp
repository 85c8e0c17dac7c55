// mistake: strides-stay
// region: views/permute
// message: the sizes moved and the strides stayed
  Layout result = layout;
  for (int i = 0; i < order.rank(); ++i)
    result.shape[i] = layout.shape[static_cast<int>(order[i])];
  return result;
