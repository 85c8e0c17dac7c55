// mistake: a-window-that-never-fits
// region: seven-loops/output-size
// message: a window that does not fit has no position
const Index reach = settings.dilation[axis] * (kernel - 1) + 1;
const Index room = in + settings.padding[axis] + settings.padding_after[axis] - reach;
return room / settings.stride[axis] + 1;
