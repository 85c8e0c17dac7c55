// mistake: argmin-of-the-largest
// region: extremes/beats
// message: argmin points at the largest
  return candidate > best || (candidate != candidate && best == best);
