// mistake: header-only
// region: saving/file
// message: the file ends after its header
  for (std::size_t i = 0; i < kLengthSize; ++i)
    bytes.push_back(static_cast<char>(text.size() >> 8 * i & 255));
  bytes += text;
  return bytes;
