// mistake: odd-one-forgotten
// region: statistics/prod
// message: five is odd: the last element is missing
  while (x.size(axis) > 1) {
    const Index half = x.size(axis) / 2;
    x = slice(x, axis, 0, half) * slice(x, axis, half, 2 * half);
  }
  return x;
