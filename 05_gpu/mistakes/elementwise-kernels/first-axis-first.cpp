// mistake: first-axis-first
// region: elementwise-kernels/offsets
// message: the last axis changes fastest
for (int axis = 0; axis < rank; ++axis) {
  const I index = i % size[axis];
  i /= size[axis];
  for (int n = 0; n < N; ++n) offset[n] += index * stride[n][axis];
}
