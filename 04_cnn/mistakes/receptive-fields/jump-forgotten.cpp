// mistake: jump-forgotten
// region: receptive-fields/field
// message: the jump was forgotten
field.size += layer.dilation * (layer.kernel - 1);
field.first -= layer.padding * field.jump;
field.jump *= layer.stride;
