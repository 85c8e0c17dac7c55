// mistake: barrier-before-the-wait
// region: matmul-registers/pipeline
// message: copies of other threads arrive in a tile
__syncthreads();
__pipeline_wait_prior(kStages - 2);
copy(round + kStages - 1, free);
sums.multiply(a_tiles[now], b_tiles[now]);
