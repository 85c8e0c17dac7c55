// mistake: nothing-goes-on
// region: elementwise-kernels/offsets
// message: what is left of the number has to go on
for (int axis = rank - 1; axis >= 0; --axis) {
  const I index = i % size[axis];
  for (int n = 0; n < N; ++n) offset[n] += index * stride[n][axis];
}
