// mistake: last-byte-only
// region: data/idx-header
// message: only the last byte of the size was read
for (std::size_t axis = 0; axis < rank; ++axis) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size = byte_at(bytes, kMagicSize + kSizeBytes * axis + i);
  shape.push_back(static_cast<Index>(size));
  count *= size;
  if (count > present) too_many();
}
