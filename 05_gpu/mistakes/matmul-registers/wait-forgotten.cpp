// mistake: wait-forgotten
// region: matmul-registers/pipeline
// message: each thread has to wait for its own
__syncthreads();
copy(round + kStages - 1, free);
sums.multiply(a_tiles[now], b_tiles[now]);
