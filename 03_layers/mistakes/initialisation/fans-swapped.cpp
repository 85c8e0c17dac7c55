// mistake: fans-swapped
// region: initialisation/fans
// from: 27
// message: exchanged: the weights are [out, in]
Index field = 1;
for (int axis = 2; axis < shape.rank(); ++axis) field *= shape[axis];
return {shape[0] * field, shape[1] * field};
