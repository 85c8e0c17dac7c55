// mistake: zeros-counted-twice
// region: seven-loops/output-size
// message: as many zeros were counted after the image as before it
const Index reach = settings.dilation[axis] * (kernel - 1) + 1;
const Index room = in + 2 * settings.padding[axis] - reach;
return room < 0 ? 0 : room / settings.stride[axis] + 1;
