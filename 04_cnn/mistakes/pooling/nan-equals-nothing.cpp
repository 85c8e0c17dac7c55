// mistake: nan-equals-nothing
// region: pooling/max-backward
// message: the gradient is lost, as NaN == NaN is false
T* at = out.data<T>() + line.at(out.layout, row, column) + c;
const auto hit = pixel == best;
write(read<V>(at) + (hit ? rest : V{}), at);
rest = hit ? V{} : rest;
