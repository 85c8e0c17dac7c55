// mistake: start-without-stride
// region: indexing-and-joining/cat
// message: the stride of the axis belongs to the offset
  part.shape = input;
  part.offset += start;
  start += input[axis];
