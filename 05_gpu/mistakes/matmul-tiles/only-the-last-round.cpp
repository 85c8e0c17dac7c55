// mistake: only-the-last-round
// region: matmul-tiles/product
// message: only the last round's products are left
__syncthreads();
total = 0;
for (int l = 0; l < kTile; ++l) total += a_tile[place(y, l)] * b_tile[place(l, x)];
__syncthreads();
