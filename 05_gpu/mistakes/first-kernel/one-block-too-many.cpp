// mistake: one-block-too-many
// region: first-kernel/blocks-for
// message: a block too many where the elements fill the blocks
return static_cast<unsigned>(std::clamp<std::int64_t>(count / threads + 1, 1, most));
