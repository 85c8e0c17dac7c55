// mistake: stops-one-too-early
// region: first-kernel/vector-add
// message: the last element was not written: index < count
const int i = blockIdx.x * blockDim.x + threadIdx.x;
if (i < count - 1) c[i] = a[i] + b[i];
