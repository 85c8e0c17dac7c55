// mistake: transposed-place
// region: pooling/max-backward
// from: 7
// message: it went to the transposed place of the window
const bool square =
    line.rows.end - line.rows.begin == line.columns.end - line.columns.begin;
const Index across = line.rows.begin + column - line.columns.begin,
            down = line.columns.begin + row - line.rows.begin;
T* to = out.data<T>() + line.at(out.layout, square ? across : row, square ? down : column) + first;
for (Index c = 0; c < count; ++c) {
  const bool hit = (pixel[c] == best[c]) | (pixel[c] != pixel[c]);
  to[c] += hit ? rest[c] : T(0);
  rest[c] = hit ? T(0) : rest[c];
}
