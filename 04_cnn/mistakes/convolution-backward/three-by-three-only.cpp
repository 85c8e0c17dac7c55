// mistake: three-by-three-only
// region: convolution-backward/input
// from: 10
// message: right for 3 x 3 kernels with padding 1
const Index row = at.row + at.y - 1, column = at.column + at.x - 1;
if (row >= 0 && row < gradient.shape()[2] && column >= 0 && column < gradient.shape()[3])
  gradient(at.n, at.channel, row, column) +=
      weight(at.f, at.c, at.y, at.x) * g(at.n, at.f, at.row, at.column);
