// mistake: one-mask-for-ever
// region: random-numbers/mask
// message: the mask is that of step 0
for (Index b = first; b * 4 < count; b += step) {
  const Words words = stream.block(b);
  for (int k = 0; k < 4 && b * 4 + k < count; ++k)
    mask[b * 4 + k] = formulas::mask_element<T>(words[k], p);
}
