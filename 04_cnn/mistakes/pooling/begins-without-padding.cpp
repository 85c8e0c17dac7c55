// mistake: begins-without-padding
// region: pooling/window
// message: the first window begins in the padding
if (count > 0) {
  const Index begin = output * in / count, end = ((output + 1) * in + count - 1) / count;
  return {begin, end, end - begin};
}
const Index begin = output * settings.stride[axis];
const Index end = std::min(begin + settings.kernel[axis], in);
return {begin, end, settings.count_padding ? settings.kernel[axis] : end - begin};
