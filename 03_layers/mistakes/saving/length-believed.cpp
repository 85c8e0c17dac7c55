// mistake: length-believed
// region: saving/header-length
// message: the promise was believed
  for (std::size_t i = 0; i < kLengthSize; ++i)
    length |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
