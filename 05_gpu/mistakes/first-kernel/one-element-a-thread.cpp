// mistake: one-element-a-thread
// region: first-kernel/grid-stride
// message: every thread did one element and stopped
const int i = blockIdx.x * blockDim.x + threadIdx.x;
if (i < count) y[i] = alpha * x[i] + y[i];
