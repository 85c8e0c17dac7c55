// mistake: full-is-full
// region: caching-allocator/try-again
// message: the device says that it is full, while unused blocks lie in the pools
memory = source_.allocate(size);
