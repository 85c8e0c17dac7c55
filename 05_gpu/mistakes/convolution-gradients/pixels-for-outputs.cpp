// mistake: pixels-for-outputs
// region: convolution-gradients/turned
// message: the pixels were taken for outputs
const int begin = at + padding[axis] + tap * dilation[axis];
result = begin / stride[axis];
return begin >= 0 && begin % stride[axis] == 0 && result < size;
