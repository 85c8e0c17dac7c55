// mistake: negative-has-no-size
// region: gradient-check/agree
// message: only negative gradients are refused
  return std::abs(analytic - numeric) <= tolerance * std::max({1.0, analytic, numeric});
