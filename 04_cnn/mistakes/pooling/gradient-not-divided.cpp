// mistake: gradient-not-divided
// region: pooling/average-backward
// message: each pixel has only its share in the mean
for (Index c = 0; c < line.count; ++c) to[c] += upstream[c];
