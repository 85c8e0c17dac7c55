// mistake: only-the-last-product
// region: matmul-registers/outer-product
// message: a sum in a register grows
T left[Each], right[Each];
for (int i = 0; i < Each; ++i) {
  left[i] = a_tile[l][y + i * kSide];
  right[i] = b_tile[l][x + i * kSide];
}
for (int i = 0; i < Each; ++i)
  for (int j = 0; j < Each; ++j) total[i][j] = left[i] * right[j];
