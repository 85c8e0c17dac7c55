// mistake: header-believed
// region: data/idx-header
// message: the product must be compared with `present` after each size
for (std::size_t axis = 0; axis < rank; ++axis) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size = size << 8 | byte_at(bytes, kMagicSize + kSizeBytes * axis + i);
  shape.push_back(static_cast<Index>(size));
  count *= size;
}
