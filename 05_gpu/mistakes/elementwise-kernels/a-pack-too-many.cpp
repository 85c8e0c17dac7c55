// mistake: a-pack-too-many
// region: elementwise-kernels/packs
// from: 35
// message: the last pack is not full
for (std::int64_t i = first; i < (count + kItems - 1) / kItems; i += step)
  reinterpret_cast<Pack<Out, kItems>*>(out)[i] =
      combine(reinterpret_cast<const Pack<In, kItems>*>(in)[i]...);
