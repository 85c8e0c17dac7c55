// mistake: everything-goes
// region: caching-allocator/trim
// message: a block that is in use was given back
for (const auto& [memory, block] : blocks_) source_.release(memory, block.pool.second);
pools_.clear();
statistics_.cached = 0;
++statistics_.trims;
