// mistake: adaptive-end-rounded-down
// region: pooling/window
// message: the end of a window must be rounded up
if (count > 0) {
  const Index begin = output * in / count, end = std::max((output + 1) * in / count, begin + 1);
  return {begin, end, end - begin};
}
const Index first = output * settings.stride[axis] - settings.padding[axis];
const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[axis], in);
return {begin, end, settings.count_padding ? settings.kernel[axis] : end - begin};
