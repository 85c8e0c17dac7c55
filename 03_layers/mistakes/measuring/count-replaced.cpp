// mistake: count-replaced
// region: measuring/count
// message: are you replacing the count instead of adding to it?
  for (Index i = 0; i < guess.numel(); ++i) correct = guessed(i) == right(i);
  return correct;
