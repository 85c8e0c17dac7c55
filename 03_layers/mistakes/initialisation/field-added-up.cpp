// mistake: field-added-up
// region: initialisation/fans
// message: a field of 3 x 2 has 6 places, not 5
Index field = shape.rank() > 2 ? 0 : 1;
for (int axis = 2; axis < shape.rank(); ++axis) field += shape[axis];
return {shape[1] * field, shape[0] * field};
