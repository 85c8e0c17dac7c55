// mistake: all-at-the-beginning
// region: indexing-and-joining/cat
// message: all of them were written to the beginning
  part.shape = input;
  part.offset += start * part.strides[axis];
