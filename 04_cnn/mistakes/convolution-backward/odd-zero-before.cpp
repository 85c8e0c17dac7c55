// mistake: odd-zero-before
// region: convolution-backward/same
// message: the odd zero belongs after the image
const Index zeros = dilation * (kernel - 1);
settings.padding_after[axis] = zeros / 2;
settings.padding[axis] = zeros - zeros / 2;
