// mistake: overwrites-gradient
// region: tensor-backward/accumulate
// from: 1
// message: only the last gradient that arrived counts
  slot = gradient;
