// mistake: nan-equals-nothing
// region: pooling/max-backward
// message: the gradient is lost, as NaN == NaN is false
T* to = out.data<T>() + line.at(out.layout, row, column) + first;
for (Index c = 0; c < count; ++c) {
  const bool hit = pixel[c] == best[c];
  to[c] += hit ? rest[c] : T(0);
  rest[c] = hit ? T(0) : rest[c];
}
