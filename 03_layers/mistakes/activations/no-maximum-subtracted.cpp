// mistake: no-maximum-subtracted
// region: activations/softmax
// from: 23
// message: infinity / infinity is no number: subtract the largest
T sum = 0;
for (Index c = 0; c < count; ++c) sum += y[c] = exponential(x[c]);
for (Index c = 0; c < count; ++c) y[c] /= sum;
