// mistake: nan-never-wins
// region: extremes/beats
// message: the NaN never won
  return Order{}(candidate, best);
