// mistake: last-window-wins
// region: pooling/max-backward
// from: 1
// message: the second wrote its gradient over the first
T* to = out.data<T>() + line.at(out.layout, row, column) + first;
for (Index c = 0; c < count; ++c) {
  const bool hit = (pixel[c] == best[c]) | (pixel[c] != pixel[c]);
  if (hit) to[c] = rest[c];
  rest[c] = hit ? T(0) : rest[c];
}
