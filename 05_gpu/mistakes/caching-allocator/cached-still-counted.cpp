// mistake: cached-still-counted
// region: caching-allocator/take
// message: what is taken from a pool is cached no longer
std::vector<void*>& pool = pools_[{stream, size}];
if (!pool.empty()) {
  memory = pool.back();
  pool.pop_back();
  blocks_.at(memory).in_use = true;
  ++statistics_.from_pool;
}
