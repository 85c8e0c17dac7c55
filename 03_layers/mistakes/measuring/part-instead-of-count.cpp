// mistake: part-instead-of-count
// region: measuring/count
// message: the count was asked for, not the part
  for (Index i = 0; i < guess.numel(); ++i) correct += guessed(i) == right(i);
  return guess.numel() > 0 ? correct / guess.numel() : 0;
