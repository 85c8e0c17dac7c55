// mistake: stays-in-its-pool
// region: caching-allocator/take
// message: a block that somebody has was given away again
std::vector<void*>& pool = pools_[{stream, size}];
if (!pool.empty()) {
  memory = pool.back();
  blocks_.at(memory).in_use = true;
  ++statistics_.from_pool;
  statistics_.cached -= size;
}
