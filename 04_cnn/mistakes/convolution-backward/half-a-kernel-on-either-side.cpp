// mistake: half-a-kernel-on-either-side
// region: convolution-backward/same
// message: half a kernel on either side
settings.padding[axis] = settings.padding_after[axis] = dilation * (kernel / 2);
