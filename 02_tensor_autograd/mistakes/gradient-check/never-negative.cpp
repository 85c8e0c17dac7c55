// mistake: never-negative
// region: gradient-check/upstream
// message: take normal numbers
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random.uniform64(i);
