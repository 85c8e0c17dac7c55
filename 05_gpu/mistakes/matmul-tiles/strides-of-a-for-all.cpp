// mistake: strides-of-a-for-all
// region: matmul-tiles/stack
// message: each of a, b and c has strides of its own
for (int axis = axes - 1; axis >= 0; --axis) {
  const Index index = i % size[axis];
  i /= size[axis];
  a += index * stride[0][axis];
  b += index * stride[0][axis];
  c += index * stride[2][axis];
}
