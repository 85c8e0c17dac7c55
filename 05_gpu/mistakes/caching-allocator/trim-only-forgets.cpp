// mistake: trim-only-forgets
// region: caching-allocator/trim
// message: trim() gives nothing back to the source
for (auto& [key, pool] : pools_) {
  for (void* memory : pool) blocks_.erase(memory);
  pool.clear();
}
statistics_.cached = 0;
++statistics_.trims;
