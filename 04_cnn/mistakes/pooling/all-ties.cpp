// mistake: all-ties
// region: pooling/max-backward
// from: 8
// message: three places are largest, and each got all of it
T* to = out.data<T>() + line.at(out.layout, row, column) + first;
for (Index c = 0; c < count; ++c) {
  const bool hit = (pixel[c] == best[c]) | (pixel[c] != pixel[c]);
  to[c] += hit ? rest[c] : T(0);
}
