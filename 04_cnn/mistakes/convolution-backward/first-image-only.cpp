// mistake: first-image-only
// region: convolution-backward/weight
// from: 10
// message: only the first image of the batch counts
if (at.n == 0)
  gradient(at.f, at.c, at.y, at.x) +=
      images(at.n, at.channel, at.from_row, at.from_column) * g(at.n, at.f, at.row, at.column);
