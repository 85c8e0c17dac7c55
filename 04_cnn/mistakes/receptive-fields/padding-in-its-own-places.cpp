// mistake: padding-in-its-own-places
// region: receptive-fields/field
// message: counts `jump` places of the input each
field.size += layer.dilation * (layer.kernel - 1) * field.jump;
field.first -= layer.padding;
field.jump *= layer.stride;
