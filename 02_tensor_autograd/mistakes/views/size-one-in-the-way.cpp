// mistake: size-one-in-the-way
// region: views/reshape
// message: an axis of size 1 never stands in the way
  Shape sizes = layout.shape;
  Strides strides = layout.strides;
  Layout result{shape, Strides::filled(shape.rank(), 1), layout.offset};
  int old_begin = 0, new_begin = 0;
  while (old_begin < sizes.rank() && new_begin < shape.rank()) {
    int old_end = old_begin + 1, new_end = new_begin + 1;
    Index old_count = sizes[old_begin], new_count = shape[new_begin];
    while (old_count != new_count) {
      if (old_count < new_count)
        old_count *= sizes[old_end++];
      else
        new_count *= shape[new_end++];
    }
    for (int i = old_begin; i + 1 < old_end; ++i)
      if (strides[i] != strides[i + 1] * sizes[i + 1]) return std::nullopt;
    Index stride = strides[old_end - 1];
    for (int i = new_end - 1; i >= new_begin; --i) {
      result.strides[i] = stride;
      stride *= shape[i];
    }
    old_begin = old_end;
    new_begin = new_end;
  }
  return result;
