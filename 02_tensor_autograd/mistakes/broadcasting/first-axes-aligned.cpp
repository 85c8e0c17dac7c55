// mistake: first-axes-aligned
// region: broadcasting/broadcast-shapes
// from: 4
// message: the shapes were aligned at their first axes
  Shape result = a.rank() >= b.rank() ? a : b;
  for (int axis = 0; axis < std::min(a.rank(), b.rank()); ++axis) {
    if (a[axis] != b[axis] && a[axis] != 1 && b[axis] != 1)
      do_not_fit(a, b, a[axis], b[axis], operation);
    result[axis] = a[axis] == 1 ? b[axis] : a[axis];
  }
  return result;
