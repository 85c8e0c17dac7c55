// mistake: strides-added
// region: receptive-fields/field
// message: strides multiply, they do not add up
field.size += layer.dilation * (layer.kernel - 1) * field.jump;
field.first -= layer.padding * field.jump;
field.jump += layer.stride - 1;
