// mistake: nothing-reserved
// region: profiling/shared
// message: the system takes its part
const std::size_t of_block = round_up(kernel.shared, on.step);
if (of_block > 0) by_shared = static_cast<int>(on.shared / of_block);
