// mistake: end-moves-with-the-start
// region: augmentation/cut-out
// message: the square has fewer rows and columns left
const Index first_row = std::max<Index>(top, 0), first_column = std::max<Index>(left, 0);
for (Index y = first_row; y < std::min(first_row + length, size.height); ++y)
  for (Index x = first_column; x < std::min(first_column + length, size.width); ++x)
    plane[y * size.width + x] = fill;
