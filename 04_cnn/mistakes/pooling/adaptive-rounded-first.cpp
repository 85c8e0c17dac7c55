// mistake: adaptive-rounded-first
// region: pooling/window
// message: was rounded before it was multiplied
if (count > 0) {
  const Index size = std::max<Index>(in / count, 1), begin = std::min(output * size, in - 1);
  return {begin, begin + size, size};
}
const Index first = output * settings.stride[axis] - settings.padding[axis];
const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[axis], in);
return {begin, end, settings.count_padding ? settings.kernel[axis] : end - begin};
