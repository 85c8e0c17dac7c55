// mistake: stops-at-first-error
// region: measuring/count
// message: counting stopped at the first row that is wrong
  while (correct < guess.numel() && guessed(correct) == right(correct)) ++correct;
  return correct;
