// mistake: sizes-multiplied
// region: receptive-fields/field
// message: the sizes do not multiply
field.size *= layer.dilation * (layer.kernel - 1) + 1;
field.first -= layer.padding * field.jump;
field.jump *= layer.stride;
