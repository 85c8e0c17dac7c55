// mistake: turned-the-other-way
// region: augmentation/warp
// message: the pixel of `to` comes from where `back` leads
const auto p = motion(static_cast<double>(y) - middle_y, static_cast<double>(x) - middle_x);
for (Index c = 0; c < size.channels; ++c)
  to[c * area + y * width + x] =
      bilinear(from + c * area, size, p.y + middle_y, p.x + middle_x, fill);
