// mistake: first-group-for-all
// region: convolution-backward/input
// message: both groups gave to the channel of the first
gradient(at.n, at.c, at.from_row, at.from_column) +=
    weight(at.f, at.c, at.y, at.x) * g(at.n, at.f, at.row, at.column);
