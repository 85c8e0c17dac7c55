// mistake: second-nan
// region: extremes/beats
// message: a second NaN took the place
  return Order{}(candidate, best) || candidate != candidate;
