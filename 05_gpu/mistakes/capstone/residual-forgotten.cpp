// mistake: residual-forgotten
// region: capstone/kernel
// message: the residual was not added
extern __shared__ float row[];
__shared__ float sums[kWarp], squares[kWarp];
for (int r = blockIdx.x; r < rows; r += gridDim.x) {
  const std::int64_t begin = std::int64_t{r} * columns;
  float own = 0;
  for (int c = threadIdx.x; c < columns; c += blockDim.x) {
    row[c] = x[begin + c];
    own += row[c];
  }
  const float mean = block_reduce<Sum<float>>(own, sums) / columns;
  own = 0;
  for (int c = threadIdx.x; c < columns; c += blockDim.x)
    own += (row[c] - mean) * (row[c] - mean);
  const float variance = block_reduce<Sum<float>>(own, squares) / columns;
  const float scale = 1 / std::sqrt(variance + epsilon);
  for (int c = threadIdx.x; c < columns; c += blockDim.x)
    out[begin + c] = gain[c] * ((row[c] - mean) * scale) + bias[c];
}
