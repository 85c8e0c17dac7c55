// mistake: one-stride-for-all
// region: elementwise-kernels/offsets
// from: 11
// message: each array has strides of its own
for (int axis = rank - 1; axis >= 0; --axis) {
  const I index = i % size[axis];
  i /= size[axis];
  for (int n = 0; n < N; ++n) offset[n] += index * stride[0][axis];
}
