// mistake: padding-forgotten
// region: convolution-gradients/turned
// from: 10
// message: the padding was forgotten
const int begin = at - tap * dilation[axis];
result = begin / stride[axis];
return begin >= 0 && begin % stride[axis] == 0 && result < size;
