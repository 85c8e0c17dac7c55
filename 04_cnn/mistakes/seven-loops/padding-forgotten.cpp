// mistake: padding-forgotten
// region: seven-loops/source
// message: window 0 begins in the zeros before the image
return output * settings.stride[axis] + at * settings.dilation[axis];
