// mistake: never-copies
// region: views/reshape
// message: 0, 6, 1, 7, ...: no stride goes there
  Layout result = Layout::contiguous(shape);
  result.offset = layout.offset;
  return result;
