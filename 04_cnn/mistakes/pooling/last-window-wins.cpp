// mistake: last-window-wins
// region: pooling/max-backward
// from: 1
// message: the second wrote its gradient over the first
T* at = out.data<T>() + line.at(out.layout, row, column) + c;
const auto hit = (pixel == best) | (pixel != pixel);
write(hit ? rest : read<V>(at), at);
rest = hit ? V{} : rest;
