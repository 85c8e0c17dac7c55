// mistake: element-by-element
// region: elementwise-kernels/packs
// message: one element at a time
for (std::int64_t i = first; i < packs * kItems; i += step) out[i] = f(in[i]...);
