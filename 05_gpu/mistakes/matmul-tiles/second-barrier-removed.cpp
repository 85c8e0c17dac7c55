// mistake: second-barrier-removed
// region: matmul-tiles/product
// message: a second barrier belongs behind the products
__syncthreads();
for (int l = 0; l < kTile; ++l) total += a_tile[place(y, l)] * b_tile[place(l, x)];
