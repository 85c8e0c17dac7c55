// mistake: rolled-around
// region: augmentation/shift
// message: what leaves on one side came back on the other
for (Index y = 0; y < height; ++y)
  for (Index x = 0; x < width; ++x) {
    const Index row = ((y - down) % height + height) % height;
    const Index column = ((x - right) % width + width) % width;
    to[y * width + x] = from[row * width + column];
  }
