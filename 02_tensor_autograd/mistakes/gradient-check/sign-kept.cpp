// mistake: sign-kept
// region: gradient-check/agree
// message: compare the size of the difference, without its sign
  return analytic - numeric <= tolerance * std::max({1.0, std::abs(analytic), std::abs(numeric)});
