// mistake: first-barrier-removed
// region: matmul-tiles/product
// message: a barrier belongs between loading and multiplying
for (int l = 0; l < kTile; ++l) total += a_tile[y * stride + l] * b_tile[l * stride + x];
__syncthreads();
