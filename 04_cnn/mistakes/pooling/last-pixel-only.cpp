// mistake: last-pixel-only
// region: pooling/average
// message: only the last pixel of each window is in it
for_each_place(line, [&](Index row, Index column) {
  const T* pixel = x.data<T>() + line.at(x.layout, row, column);
  for (Index c = 0; c < line.count; ++c) out[c] = pixel[c];
});
for (Index c = 0; c < line.count; ++c) out[c] /= static_cast<T>(counted);
