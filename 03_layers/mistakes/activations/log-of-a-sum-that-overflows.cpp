// mistake: log-of-a-sum-that-overflows
// region: activations/log-softmax
// from: 23
// message: the sum of the exponentials overflowed
T sum = 0;
for (Index c = 0; c < count; ++c) sum += exponential(x[c]);
for (Index c = 0; c < count; ++c) y[c] = x[c] - std::log(sum);
