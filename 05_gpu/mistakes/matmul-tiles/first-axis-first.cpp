// mistake: first-axis-first
// region: matmul-tiles/stack
// message: the number of a product is taken apart with the last axis first
Index rest = i;
for (int axis = axes - 1; axis >= 0; --axis) {
  c += rest % size[axis] * stride[2][axis];
  rest /= size[axis];
}
for (int axis = 0; axis < axes; ++axis) {
  const Index index = i % size[axis];
  i /= size[axis];
  a += index * stride[0][axis];
  b += index * stride[1][axis];
}
