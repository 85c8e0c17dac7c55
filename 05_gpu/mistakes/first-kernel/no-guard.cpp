// mistake: no-guard
// region: first-kernel/vector-add
// from: 35
// message: a thread that has no element reads or writes all the same
const int i = blockIdx.x * blockDim.x + threadIdx.x;
c[i] = a[i] + b[i];
