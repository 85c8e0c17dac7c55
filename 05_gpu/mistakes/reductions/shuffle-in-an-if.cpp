// mistake: shuffle-in-an-if
// region: reductions/warp
// message: a shuffle did not find all lanes
for (int other = count / 2; other > 0; other /= 2)
  if (threadIdx.x % count < other) value = Fold::join(value, shuffle_xor(value, other));
return value;
