// mistake: rest-forgotten
// region: reductions/sum-block
// from: 35
// message: the last three numbers are missing
  constexpr int kLanes = 64;
  T part[kLanes] = {};
  for (Index i = 0; i + kLanes <= count; i += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) part[lane] += x[(i + lane) * stride];
  for (int half = kLanes / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; ++lane) part[lane] += part[lane + half];
  return part[0];
