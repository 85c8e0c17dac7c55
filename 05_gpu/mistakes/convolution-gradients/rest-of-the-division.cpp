// mistake: rest-of-the-division
// region: convolution-gradients/turned
// from: 10
// message: what does not divide by the stride has no output
const int begin = at + padding[axis] - tap * dilation[axis];
result = begin / stride[axis];
return begin >= 0 && result < size;
