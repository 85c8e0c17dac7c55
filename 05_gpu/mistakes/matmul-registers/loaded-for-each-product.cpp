// mistake: loaded-for-each-product
// region: matmul-registers/outer-product
// message: is to be loaded once, not once a product
for (int i = 0; i < Each; ++i)
  for (int j = 0; j < Each; ++j)
    total[i][j] += a_tile[l][y + i * kSide] * b_tile[l][x + j * kSide];
