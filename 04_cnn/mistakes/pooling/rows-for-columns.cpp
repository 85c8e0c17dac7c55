// mistake: rows-for-columns
// region: pooling/window
// message: these are the settings of the rows
if (count > 0) {
  const Index begin = output * in / count, end = ((output + 1) * in + count - 1) / count;
  return {begin, end, end - begin};
}
const Index first = output * settings.stride[0] - settings.padding[0];
const Index begin = std::max<Index>(first, 0), end = std::min(first + settings.kernel[0], in);
return {begin, end, settings.count_padding ? settings.kernel[0] : end - begin};
