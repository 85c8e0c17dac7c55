// mistake: dilation-forgotten
// region: convolution/source
// message: the dilation was forgotten
return output * stride[axis] + at - padding[axis];
