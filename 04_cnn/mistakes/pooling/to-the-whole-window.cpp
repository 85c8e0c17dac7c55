// mistake: to-the-whole-window
// region: pooling/max-backward
// message: but only one of them matters
T* at = out.data<T>() + line.at(out.layout, row, column) + c;
write(read<V>(at) + rest, at);
