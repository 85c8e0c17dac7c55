// mistake: four-byte-length
// region: saving/file
// message: the length takes eight bytes, not four
  for (std::size_t i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(text.size() >> 8 * i & 255));
  bytes += text;
  for (const Item& item : items) bytes += bytes_of(item.array);
  return bytes;
