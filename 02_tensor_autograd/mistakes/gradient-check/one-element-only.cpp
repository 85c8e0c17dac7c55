// mistake: one-element-only
// region: gradient-check/every-element
// from: 14
// message: a check of one single element
  if (inputs[0].numel() > 0) compare(0, unravel(0, inputs[0].shape()));
