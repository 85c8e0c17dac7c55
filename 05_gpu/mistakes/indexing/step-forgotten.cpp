// mistake: step-forgotten
// region: indexing/gather
// message: which are from_step apart
const std::int64_t position = index[at[1]];
to[at[0]] = guard.inside(position, i) ? from[at[2] + position] : T(0);
