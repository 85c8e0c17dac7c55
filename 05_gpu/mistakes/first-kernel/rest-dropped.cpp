// mistake: rest-dropped
// region: first-kernel/blocks-for
// message: the division drops the rest
return static_cast<unsigned>(std::clamp<std::int64_t>(count / threads, 1, most));
