// mistake: shifted-the-other-way
// region: augmentation/shift
// message: what stands at y now stood at y - down before
for (Index y = 0; y < height; ++y)
  for (Index x = 0; x < width; ++x) {
    const Index row = y + down, column = x + right;
    const bool inside = row >= 0 && row < height && column >= 0 && column < width;
    to[y * width + x] = inside ? from[row * width + column] : fill;
  }
