// mistake: jump-too-early
// region: receptive-fields/field
// message: the jump was multiplied too early
field.jump *= layer.stride;
field.size += layer.dilation * (layer.kernel - 1) * field.jump;
field.first -= layer.padding * field.jump;
