// mistake: parts-of-the-scores
// region: activations/softmax
// message: those are parts of the sum of the scores themselves
T sum = 0;
for (Index c = 0; c < count; ++c) sum += x[c];
for (Index c = 0; c < count; ++c) y[c] = x[c] / sum;
