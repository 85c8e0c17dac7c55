// mistake: whole-window-always
// region: pooling/window
// message: has lost a place, which must not count
if (count > 0) {
  const Index begin = output * in / count, end = ((output + 1) * in + count - 1) / count;
  return {begin, end, end - begin};
}
const Index first = output * settings.stride[axis] - settings.padding[axis];
const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[axis], in);
return {begin, end, settings.kernel[axis]};
