// mistake: adaptive-without-sharing
// region: pooling/window
// message: it may share a column with the one before
if (count > 0) {
  const Index begin = (output * in + count - 1) / count, end = ((output + 1) * in + count - 1) / count;
  return {begin, end, std::max<Index>(end - begin, 1)};
}
const Index first = output * settings.stride[axis] - settings.padding[axis];
const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[axis], in);
return {begin, end, settings.count_padding ? settings.kernel[axis] : end - begin};
