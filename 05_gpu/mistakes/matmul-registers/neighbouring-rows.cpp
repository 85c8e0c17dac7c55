// mistake: neighbouring-rows
// region: matmul-registers/outer-product
// message: rows are y, y + kSide
T left[Each], right[Each];
for (int i = 0; i < Each; ++i) {
  left[i] = a_tile[l][y * Each + i];
  right[i] = b_tile[l][x * Each + i];
}
for (int i = 0; i < Each; ++i)
  for (int j = 0; j < Each; ++j) total[i][j] += left[i] * right[j];
