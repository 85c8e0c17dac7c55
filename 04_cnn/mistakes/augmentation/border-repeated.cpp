// mistake: border-repeated
// region: augmentation/shift
// message: the border's pixels were repeated
for (Index y = 0; y < height; ++y)
  for (Index x = 0; x < width; ++x) {
    const Index row = std::clamp<Index>(y - down, 0, height - 1);
    const Index column = std::clamp<Index>(x - right, 0, width - 1);
    to[y * width + x] = from[row * width + column];
  }
