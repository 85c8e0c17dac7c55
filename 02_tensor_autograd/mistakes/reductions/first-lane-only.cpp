// mistake: first-lane-only
// region: reductions/sum-block
// message: only the first of the running sums came into the result
  constexpr int kLanes = 64;
  T part[kLanes] = {};
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) part[lane] += x[(i + lane) * stride];
  for (int lane = 0; i < count; ++i, ++lane) part[lane] += x[i * stride];
  return part[0];
