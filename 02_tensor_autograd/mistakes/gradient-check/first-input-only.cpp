// mistake: first-input-only
// region: gradient-check/every-element
// message: only the first input
  for (Index i = 0; i < inputs[0].numel(); ++i) compare(0, unravel(i, inputs[0].shape()));
