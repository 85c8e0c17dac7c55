// mistake: sum-forgotten
// region: activations/softmax
// message: the exponentials are right; divide them by their sum
const T largest = largest_of(x, count);
for (Index c = 0; c < count; ++c) y[c] = exponential(x[c] - largest);
