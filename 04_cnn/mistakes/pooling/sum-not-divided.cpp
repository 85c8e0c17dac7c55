// mistake: sum-not-divided
// region: pooling/average
// message: these are sums; divide them
for_each_place(line, [&](Index row, Index column) {
  const T* pixel = x.data<T>() + line.at(x.layout, row, column);
  for (Index c = 0; c < line.count; ++c) out[c] += pixel[c];
});
