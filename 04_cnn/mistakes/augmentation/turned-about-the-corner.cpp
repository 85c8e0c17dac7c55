// mistake: turned-about-the-corner
// region: augmentation/warp
// message: p is measured from its middle
const auto p = back(static_cast<double>(y), static_cast<double>(x));
for (Index c = 0; c < size.channels; ++c)
  to[c * area + y * width + x] = bilinear(from + c * area, size, p.y, p.x, fill);
