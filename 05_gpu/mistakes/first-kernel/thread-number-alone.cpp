// mistake: thread-number-alone
// region: first-kernel/vector-add
// message: only the first block's elements were written
const int i = threadIdx.x;
if (i < count && blockIdx.x == 0) c[i] = a[i] + b[i];
