// mistake: pools-keep-what-is-gone
// region: caching-allocator/trim
// message: a block that was given back to the device is still in its pool
for (auto& [key, pool] : pools_)
  for (void* memory : pool) source_.release(memory, key.second);
statistics_.cached = 0;
++statistics_.trims;
