// mistake: counts-wrong-rows
// region: measuring/count
// message: these are the rows that are wrong
  for (Index i = 0; i < guess.numel(); ++i) correct += guessed(i) != right(i);
  return correct;
