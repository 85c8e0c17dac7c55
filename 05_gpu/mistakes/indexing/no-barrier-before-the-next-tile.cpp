// mistake: no-barrier-before-the-next-tile
// region: indexing/scatter-tile
// message: a tile was overwritten while others still read it
if (i < count) {
  const Index k = tile + i;
  const std::int64_t position = index[at[1] + k * index_step];
  positions[i] = guard.inside(position, guard.element(column, k)) ? position : -1;
  values[i] = from[at[2] + k * from_step];
}
__syncthreads();
for (int k = 0; k < count; ++k)
  if (positions[k] == own) sum += values[k];
