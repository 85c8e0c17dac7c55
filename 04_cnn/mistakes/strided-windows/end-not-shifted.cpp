// mistake: end-not-shifted
// region: strided-windows/inside
// message: which is size - first of the part
const Index begin = std::clamp<Index>(-first, 0, count);
return {begin, std::clamp<Index>(size, begin, count)};
