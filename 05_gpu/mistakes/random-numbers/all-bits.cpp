// mistake: all-bits
// region: random-numbers/uniform
// message: all 32 bits were taken
if constexpr (kNumbers == 4) {
  for (int k = 0; k < 4; ++k) number[k] = static_cast<float>(words[k]) * 0x1p-32f;
} else {
  for (int k = 0; k < 2; ++k) number[k] = to_uniform64(words[2 * k], words[2 * k + 1]);
}
