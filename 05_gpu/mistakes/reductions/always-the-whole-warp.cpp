// mistake: always-the-whole-warp
// region: reductions/warp
// message: rows were mixed
(void)count;
for (int other = kWarp / 2; other > 0; other /= 2)
  value = Fold::join(value, shuffle_xor(value, other));
return value;
