// mistake: bias-once-a-part
// region: matmul-registers/add-parts
// message: the bias of a column is added once, and not with each
for (Index part = 0; part < partial.parts; ++part) {
  total += partial.data[part * count + i];
  if (bias != nullptr) total += bias[column * bias_stride];
}
