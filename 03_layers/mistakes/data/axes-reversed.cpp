// mistake: axes-reversed
// region: data/idx-header
// message: the sizes come in the order of the axes
for (std::size_t axis = 0; axis < rank; ++axis) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size = size << 8 | byte_at(bytes, kMagicSize + kSizeBytes * axis + i);
  shape.insert(0, static_cast<Index>(size));
  count *= size;
  if (count > present) too_many();
}
