// mistake: all-ties
// region: pooling/max-backward
// from: 8
// message: three places are largest, and each got all of it
T* at = out.data<T>() + line.at(out.layout, row, column) + c;
const auto hit = (pixel == best) | (pixel != pixel);
write(read<V>(at) + (hit ? rest : V{}), at);
