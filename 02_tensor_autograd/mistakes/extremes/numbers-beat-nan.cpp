// mistake: numbers-beat-nan
// region: extremes/beats
// message: a number took the place of the NaN
  return !(candidate == best || Order{}(best, candidate));
