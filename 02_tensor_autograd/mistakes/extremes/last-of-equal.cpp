// mistake: last-of-equal
// region: extremes/beats
// message: of equal numbers the last one was taken
  return !Order{}(best, candidate);
