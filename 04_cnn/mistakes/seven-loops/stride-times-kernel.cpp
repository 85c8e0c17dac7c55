// mistake: stride-times-kernel
// region: seven-loops/source
// message: the stride moves the window, the dilation moves inside of it
return output * settings.dilation[axis] + at * settings.stride[axis] - settings.padding[axis];
