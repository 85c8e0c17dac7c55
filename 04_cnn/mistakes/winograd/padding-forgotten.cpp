// mistake: padding-forgotten
// region: winograd/square
// message: the first tile began with the image
top = row;
left = column;
