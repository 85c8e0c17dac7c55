// mistake: one-pool-for-all-streams
// region: caching-allocator/take
// message: each stream needs a pool of its own
for (auto& [key, blocks] : pools_)
  if (!memory && key.second == size && !blocks.empty()) {
    memory = blocks.back();
    blocks.pop_back();
    blocks_.at(memory).in_use = true;
    ++statistics_.from_pool;
    statistics_.cached -= size;
  }
