// mistake: nearest-pixel
// region: augmentation/warp
// message: each pixel is the nearest one
const auto p = back(static_cast<double>(y) - middle_y, static_cast<double>(x) - middle_x);
for (Index c = 0; c < size.channels; ++c)
  to[c * area + y * width + x] = bilinear(from + c * area, size, std::round(p.y + middle_y),
                                          std::round(p.x + middle_x), fill);
