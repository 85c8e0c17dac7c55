// mistake: one-percent
// region: gradient-check/agree
// from: 14
// message: is `tolerance` what it is compared with?
  return std::abs(analytic - numeric) <=
         1e-2 * std::max({1.0, std::abs(analytic), std::abs(numeric)});
