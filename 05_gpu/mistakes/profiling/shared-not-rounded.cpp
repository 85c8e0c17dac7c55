// mistake: shared-not-rounded
// region: profiling/shared
// message: shared memory is given out in steps
const std::size_t of_block = kernel.shared + on.reserved;
if (of_block > 0) by_shared = static_cast<int>(on.shared / of_block);
