// mistake: one-too-few
// region: seven-loops/output-size
// message: its first position counts, too
const Index reach = settings.dilation[axis] * (kernel - 1) + 1;
const Index room = in + settings.padding[axis] + settings.padding_after[axis] - reach;
return room < 0 ? 0 : room / settings.stride[axis];
