// mistake: unguarded-tile
// region: indexing/scatter-tile
// message: threads fetched sources that there are not
const Index source = tile + i;
const std::int64_t position = index[at[1] + source * index_step];
positions[i] = guard.inside(position, guard.element(column, source)) ? position : -1;
values[i] = from[at[2] + source * from_step];
__syncthreads();
for (int k = 0; k < count; ++k)
  if (positions[k] == own) sum += values[k];
__syncthreads();
