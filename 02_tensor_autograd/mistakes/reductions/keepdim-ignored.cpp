// mistake: keepdim-ignored
// region: reductions/reduced-shape
// from: 9
// message: with keepdim the axis stays, with size 1
  Shape result;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (!(attributes.axes >> axis & 1)) result.push_back(shape[axis]);
  return result;
