// mistake: dilation-of-the-field-forgotten
// region: receptive-fields/field
// message: the window reaches over dilation (kernel - 1) places more
field.size += (layer.kernel - 1) * field.jump;
field.first -= layer.padding * field.jump;
field.jump *= layer.stride;
