// mistake: overwritten-weight
// region: convolution-backward/weight
// message: only the last position counts
gradient(at.f, at.c, at.y, at.x) =
    images(at.n, at.channel, at.from_row, at.from_column) * g(at.n, at.f, at.row, at.column);
