// mistake: transposed-place
// region: pooling/max-backward
// from: 7
// message: it went to the transposed place of the window
const bool square = line.rows.end - line.rows.begin == line.columns.end - line.columns.begin;
const Index across = line.rows.begin + column - line.columns.begin,
            down = line.columns.begin + row - line.rows.begin;
T* at = out.data<T>() +
        line.at(out.layout, square ? across : row, square ? down : column) + c;
const auto hit = (pixel == best) | (pixel != pixel);
write(read<V>(at) + (hit ? rest : V{}), at);
rest = hit ? V{} : rest;
