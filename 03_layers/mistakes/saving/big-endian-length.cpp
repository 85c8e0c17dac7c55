// mistake: big-endian-length
// region: saving/file
// message: the most significant byte came first
  for (std::size_t i = kLengthSize; i-- > 0;)
    bytes.push_back(static_cast<char>(text.size() >> 8 * i & 255));
  bytes += text;
  for (const Item& item : items) bytes += bytes_of(item.array);
  return bytes;
