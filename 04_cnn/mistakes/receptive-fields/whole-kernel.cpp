// mistake: whole-kernel
// region: receptive-fields/field
// message: a window of 3 adds 2 places, not 3
field.size += layer.dilation * layer.kernel * field.jump;
field.first -= layer.padding * field.jump;
field.jump *= layer.stride;
