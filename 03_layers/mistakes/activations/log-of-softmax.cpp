// mistake: log-of-softmax
// region: activations/log-softmax
// from: 23
// message: the probability of the first rounded to 0
const T largest = largest_of(x, count);
T sum = 0;
for (Index c = 0; c < count; ++c) sum += exponential(x[c] - largest);
for (Index c = 0; c < count; ++c) y[c] = std::log(exponential(x[c] - largest) / sum);
