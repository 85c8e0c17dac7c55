// mistake: counts-the-inputs
// region: indexing-and-joining/cat
// message: the sum of their sizes, not how many they are
  part.shape = input;
  part.offset += start * part.strides[axis];
  ++start;
