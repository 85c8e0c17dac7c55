// mistake: rows-mirrored
// region: augmentation/mirror
// message: a digit would stand on its head
for (Index y = 0; y < height; ++y)
  for (Index x = 0; x < width; ++x) {
    to[y * width + x] = from[(height - 1 - y) * width + x];
  }
