// mistake: same-number
// region: gradient-check/upstream
// message: they are random, but all the same
  for (double& value : values) value = random.normal(0);
