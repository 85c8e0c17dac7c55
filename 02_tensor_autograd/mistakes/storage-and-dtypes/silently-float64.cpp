// mistake: silently-float64
// region: storage-and-dtypes/empty
// from: 19
// message: it silently became float64
  const auto bytes = static_cast<std::size_t>(layout.numel()) * sizeof(double);
  return {Storage::allocate(bytes, device), layout, info(dtype).is_floating_point ? float64 : dtype};
