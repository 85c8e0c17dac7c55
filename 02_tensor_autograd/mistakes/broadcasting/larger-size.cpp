// mistake: larger-size
// region: broadcasting/broadcast-shapes
// message: the larger size is not always the right one
  Shape result = a.rank() >= b.rank() ? a : b;
  for (int back = 1; back <= std::min(a.rank(), b.rank()); ++back) {
    const Index size_a = a[a.rank() - back], size_b = b[b.rank() - back];
    if (size_a != size_b && size_a != 1 && size_b != 1) do_not_fit(a, b, size_a, size_b, operation);
    result[result.rank() - back] = std::max(size_a, size_b);
  }
  return result;
