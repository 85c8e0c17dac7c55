// mistake: stride-ignored
// region: reductions/sum-block
// message: the numbers lie `stride` apart
  T part[8] = {};
  for (Index i = 0; i < count; ++i) part[i % 8] += x[i];
  return ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
