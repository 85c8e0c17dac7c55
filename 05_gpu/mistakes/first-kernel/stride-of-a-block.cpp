// mistake: stride-of-a-block
// region: first-kernel/grid-stride
// message: two threads do the same element
for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += blockDim.x)
  y[i] = alpha * x[i] + y[i];
