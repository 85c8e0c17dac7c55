// mistake: one-shuffle-too-few
// region: reductions/warp
// message: the last shuffle, with the lane next door, was left out
for (int other = count / 2; other > 1; other /= 2)
  value = Fold::join(value, shuffle_xor(value, other));
return value;
