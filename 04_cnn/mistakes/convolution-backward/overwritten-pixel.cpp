// mistake: overwritten-pixel
// region: convolution-backward/input
// from: 11
// message: add what both give, do not overwrite
gradient(at.n, at.channel, at.from_row, at.from_column) =
    weight(at.f, at.c, at.y, at.x) * g(at.n, at.f, at.row, at.column);
