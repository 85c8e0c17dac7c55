// mistake: one-byte-an-element
// region: storage-and-dtypes/empty
// message: that is one byte an element
  const auto bytes = static_cast<std::size_t>(layout.numel());
  return {Storage::allocate(bytes, device), layout, dtype};
