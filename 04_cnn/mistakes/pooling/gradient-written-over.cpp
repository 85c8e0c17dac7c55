// mistake: gradient-written-over
// region: pooling/average-backward
// from: 1
// message: wrote over the gradient from the first
const T share = T(1) / static_cast<T>(counted);
for (Index c = 0; c < line.count; ++c) to[c] = share * upstream[c];
