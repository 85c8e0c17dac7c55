// mistake: signed-bytes
// region: saving/header-length
// message: was a byte from 128 up taken for a negative number
  for (std::size_t i = 0; i < kLengthSize; ++i)
    length |= static_cast<std::uint64_t>(static_cast<signed char>(bytes[i])) << 8 * i;
  if (length > bytes.size() - kLengthSize)
    fail(name, ": promises a header of ", length, " bytes, but has ", bytes.size(), " in all");
