// mistake: holes
// region: augmentation/warp
// message: a motion makes two pixels out of one
const auto p = motion(static_cast<double>(y) - middle_y, static_cast<double>(x) - middle_x);
const Index row = static_cast<Index>(std::floor(p.y + middle_y + 0.5));
const Index column = static_cast<Index>(std::floor(p.x + middle_x + 0.5));
for (Index c = 0; c < size.channels; ++c)
  if (row >= 0 && row < height && column >= 0 && column < width)
    to[c * area + row * width + column] = from[c * area + y * width + x];
