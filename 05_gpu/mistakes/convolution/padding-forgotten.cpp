// mistake: padding-forgotten
// region: convolution/source
// message: the padding was forgotten
return output * stride[axis] + at * dilation[axis];
