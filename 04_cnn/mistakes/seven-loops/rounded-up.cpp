// mistake: rounded-up
// region: seven-loops/output-size
// message: the last window would stick out of the image
const Index reach = settings.dilation[axis] * (kernel - 1) + 1;
const Index room = in + settings.padding[axis] + settings.padding_after[axis] - reach;
return room < 0 ? 0 : (room + settings.stride[axis] - 1) / settings.stride[axis] + 1;
