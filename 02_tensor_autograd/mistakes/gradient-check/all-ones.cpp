// mistake: all-ones
// region: gradient-check/upstream
// from: 3
// message: all of them are 1; then a rule that ignores its upstream gradient looks right
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1;
