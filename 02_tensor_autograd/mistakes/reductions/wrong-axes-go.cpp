// mistake: wrong-axes-go
// region: reductions/reduced-shape
// message: the axis that is named goes; the others stay
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (attributes.axes >> axis & 1)
      result.push_back(shape[axis]);
    else if (attributes.keepdim)
      result.push_back(1);
  }
  return result;
