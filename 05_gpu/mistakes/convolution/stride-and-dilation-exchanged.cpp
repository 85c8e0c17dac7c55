// mistake: stride-and-dilation-exchanged
// region: convolution/source
// message: stride and dilation were exchanged
return output * dilation[axis] + at * stride[axis] - padding[axis];
