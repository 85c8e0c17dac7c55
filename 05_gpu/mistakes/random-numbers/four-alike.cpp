// mistake: four-alike
// region: random-numbers/mask
// message: four neighbours share one word
const RandomStream now = stream.with_step(static_cast<std::uint32_t>(*step_number));
for (Index b = first; b * 4 < count; b += step) {
  const Words words = now.block(b);
  for (int k = 0; k < 4 && b * 4 + k < count; ++k)
    mask[b * 4 + k] = formulas::mask_element<T>(words[0], p);
}
