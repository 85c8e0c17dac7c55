// mistake: alpha-times-y
// region: first-kernel/grid-stride
// message: alpha belongs to x
const int step = gridDim.x * blockDim.x;
for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step)
  y[i] = x[i] + alpha * y[i];
