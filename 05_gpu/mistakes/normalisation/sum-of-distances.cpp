// mistake: sum-of-distances
// region: normalisation/terms
// message: the weight gets the sum of u (x - mean) inverse
const T u = columns.passed(upstream[at], at, c);
return {u, columns.distance(at, c)};
