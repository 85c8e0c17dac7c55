// mistake: three-gaps
// region: seven-loops/output-size
// message: between 3 positions lie 2 gaps
const Index reach = settings.dilation[axis] * kernel;
const Index room = in + settings.padding[axis] + settings.padding_after[axis] - reach;
return room < 0 ? 0 : room / settings.stride[axis] + 1;
