// mistake: dilation-forgotten
// region: convolution-backward/same
// message: the dilation makes the window wider
const Index zeros = kernel - 1;
settings.padding[axis] = zeros / 2;
settings.padding_after[axis] = zeros - zeros / 2;
