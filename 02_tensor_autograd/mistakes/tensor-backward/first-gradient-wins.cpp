// mistake: first-gradient-wins
// region: tensor-backward/accumulate
// message: only the first gradient that arrived counts
  if (!slot.defined()) slot = gradient;
