// mistake: only-relative
// region: gradient-check/agree
// message: sizes below 1 count as 1
  return std::abs(analytic - numeric) <=
         tolerance * std::max(std::abs(analytic), std::abs(numeric));
