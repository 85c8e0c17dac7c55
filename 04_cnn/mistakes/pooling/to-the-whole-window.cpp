// mistake: to-the-whole-window
// region: pooling/max-backward
// message: but only one of them matters
T* to = out.data<T>() + line.at(out.layout, row, column) + first;
for (Index c = 0; c < count; ++c) to[c] += rest[c];
