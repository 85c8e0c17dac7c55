// mistake: kernel-turned
// region: convolution-backward/input
// message: so it gets the same one back
gradient(at.n, at.channel, at.from_row, at.from_column) +=
    weight(at.f, at.c, weight.shape()[2] - 1 - at.y, weight.shape()[3] - 1 - at.x) *
    g(at.n, at.f, at.row, at.column);
