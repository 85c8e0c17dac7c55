// mistake: elements-by-name
// region: saving/file
// message: another order than that of the header's places
  for (std::size_t i = 0; i < kLengthSize; ++i)
    bytes.push_back(static_cast<char>(text.size() >> 8 * i & 255));
  bytes += text;
  for (const auto& [name, tensor] : content.tensors) bytes += bytes_of(plain(tensor));
  return bytes;
