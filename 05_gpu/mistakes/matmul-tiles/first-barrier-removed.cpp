// mistake: first-barrier-removed
// region: matmul-tiles/product
// message: a barrier belongs between loading and multiplying
for (int l = 0; l < kTile; ++l) total += a_tile[place(y, l)] * b_tile[place(l, x)];
__syncthreads();
