// mistake: nan-passes
// region: gradient-check/agree
// from: 14
// message: neither NaN > limit nor NaN <= limit is true
  const double difference = std::abs(analytic - numeric);
  return !(difference > tolerance * std::max({1.0, std::abs(analytic), std::abs(numeric)}));
