// mistake: a-launch-of-nothing
// region: first-kernel/blocks-for
// message: a launch of 0 blocks is an error
return static_cast<unsigned>(std::min<std::int64_t>((count + threads - 1) / threads, most));
