// mistake: always-on-the-cpu
// region: storage-and-dtypes/empty
// message: the memory came from the CPU
  const auto bytes = static_cast<std::size_t>(layout.numel()) * info(dtype).size;
  return {Storage::allocate(bytes, device == cpu ? device : cpu), layout, dtype};
