// mistake: channels-of-the-first-group
// region: convolution-backward/weight
// message: the second group looked at the channel of the first
gradient(at.f, at.c, at.y, at.x) +=
    images(at.n, at.c, at.from_row, at.from_column) * g(at.n, at.f, at.row, at.column);
