// mistake: rows-and-columns-exchanged
// region: first-kernel/two-axes
// message: are rows counted by y and columns by x
const int row = blockIdx.x * blockDim.x + threadIdx.x;
const int column = blockIdx.y * blockDim.y + threadIdx.y;
if (row < rows && column < columns)
  out[row * columns + column] = in[row * columns + column] + bias[column];
