// mistake: negative-bytes
// region: data/idx-header
// message: byte_at gives it as a number from 0 to 255
for (std::size_t axis = 0; axis < rank; ++axis) {
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i)
    size = size << 8 | static_cast<std::uint64_t>(bytes[kMagicSize + kSizeBytes * axis + i]);
  shape.push_back(static_cast<Index>(size));
  count *= size;
  if (count > present) too_many();
}
