// mistake: anything-fits
// region: broadcasting/broadcast-shapes
// message: sizes that do not fit must be refused
  Shape result = a.rank() >= b.rank() ? a : b;
  for (int back = 1; back <= std::min(a.rank(), b.rank()); ++back) {
    const Index size_a = a[a.rank() - back], size_b = b[b.rank() - back];
    result[result.rank() - back] = size_a == 1 ? size_b : size_a;
  }
  return result;
