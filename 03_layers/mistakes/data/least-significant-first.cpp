// mistake: least-significant-first
// region: data/idx-header
// message: the least significant byte was read first
for (std::size_t axis = 0; axis < rank; ++axis) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size |= byte_at(bytes, kMagicSize + kSizeBytes * axis + i) << 8 * i;
  shape.push_back(static_cast<Index>(size));
  count *= size;
  if (count > present) too_many();
}
