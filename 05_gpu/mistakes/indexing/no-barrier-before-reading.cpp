// mistake: no-barrier-before-reading
// region: indexing/scatter-tile
// message: a barrier is missing between fetching a tile and reading it
if (i < count) {
  const Index k = tile + i;
  const std::int64_t position = index[at[1] + k * index_step];
  positions[i] = guard.inside(position, guard.element(column, k)) ? position : -1;
  values[i] = from[at[2] + k * from_step];
}
for (int k = 0; k < count; ++k)
  if (positions[k] == own) sum += values[k];
__syncthreads();
