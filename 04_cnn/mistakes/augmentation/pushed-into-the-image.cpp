// mistake: pushed-into-the-image
// region: augmentation/cut-out
// message: the square was pushed into the image
const Index first_row = std::clamp<Index>(top, 0, std::max<Index>(0, size.height - length));
const Index first_column = std::clamp<Index>(left, 0, std::max<Index>(0, size.width - length));
for (Index y = first_row; y < std::min(first_row + length, size.height); ++y)
  for (Index x = first_column; x < std::min(first_column + length, size.width); ++x)
    plane[y * size.width + x] = fill;
