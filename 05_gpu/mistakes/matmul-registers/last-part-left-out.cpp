// mistake: last-part-left-out
// region: matmul-registers/add-parts
// message: add all parts
for (Index part = 0; part + 1 < partial.parts; ++part) total += partial.data[part * count + i];
if (bias != nullptr) total += bias[column * bias_stride];
