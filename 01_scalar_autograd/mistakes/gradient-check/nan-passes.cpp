// mistake: nan-passes
// region: gradient-check/compare
// from: 14
// message: ask whether the error is within the tolerance instead
for (std::size_t i = 0; i < point.size(); ++i)
  if (relative_error(actual[i], numeric[i]) > tolerance) complain(i);
