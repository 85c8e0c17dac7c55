// mistake: last-row-left-out
// region: measuring/count
// message: the last row was not looked at
  for (Index i = 0; i < guess.numel() - 1; ++i) correct += guessed(i) == right(i);
  return correct;
