// mistake: same-zeros-after
// region: strided-windows/inside
// message: as many zeros were taken after the image as before it
const Index begin = std::clamp<Index>(-first, 0, count);
return {begin, std::clamp<Index>(std::min(count - begin, size - first), begin, count)};
