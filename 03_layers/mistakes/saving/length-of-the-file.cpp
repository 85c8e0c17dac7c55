// mistake: length-of-the-file
// region: saving/file
// message: not of itself, not of the elements
  const std::size_t length = kLengthSize + text.size() + offset;
  for (std::size_t i = 0; i < kLengthSize; ++i)
    bytes.push_back(static_cast<char>(length >> 8 * i & 255));
  bytes += text;
  for (const Item& item : items) bytes += bytes_of(item.array);
  return bytes;
