// mistake: step-and-row-exchanged
// region: matmul-registers/turn
// message: piece.item[x] is step at + x
for (int x = 0; x < kPack<T>; ++x) tile[at * kStride + to + x] = piece.item[x];
