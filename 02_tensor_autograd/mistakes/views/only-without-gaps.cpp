// mistake: only-without-gaps
// region: views/reshape
// message: an axis can be split whatever its stride
  if (!layout.is_contiguous()) return std::nullopt;
  Layout result = Layout::contiguous(shape);
  result.offset = layout.offset;
  return result;
