// mistake: absolute-error
// region: gradient-check/agree
// message: a gradient of 1e9 cannot be right to 1e-6
  return std::abs(analytic - numeric) <= tolerance;
