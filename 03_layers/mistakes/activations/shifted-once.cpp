// mistake: shifted-once
// region: activations/log-softmax
// message: the largest score was subtracted in the sum, but not from x[c]
const T largest = largest_of(x, count);
T sum = 0;
for (Index c = 0; c < count; ++c) sum += exponential(x[c] - largest);
for (Index c = 0; c < count; ++c) y[c] = x[c] - std::log(sum);
