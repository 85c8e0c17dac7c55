// mistake: words-exchanged
// region: random-numbers/uniform
// message: the two words of a double are exchanged
if constexpr (kNumbers == 4) {
  for (int k = 0; k < 4; ++k) number[k] = to_uniform(words[k]);
} else {
  for (int k = 0; k < 2; ++k) number[k] = to_uniform64(words[2 * k + 1], words[2 * k]);
}
