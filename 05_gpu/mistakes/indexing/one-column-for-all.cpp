// mistake: one-column-for-all
// region: indexing/gather
// message: all were taken from column 0
const std::int64_t position = index[at[1]];
to[at[0]] = guard.inside(position, i) ? from[position * from_step] : T(0);
