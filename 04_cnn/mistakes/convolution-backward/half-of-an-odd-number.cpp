// mistake: half-of-an-odd-number
// region: convolution-backward/same
// message: an even kernel lost an output
settings.padding[axis] = settings.padding_after[axis] = dilation * (kernel - 1) / 2;
