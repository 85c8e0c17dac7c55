// mistake: log-of-softmax
// region: losses/row
// from: 23
// message: the softmax of the right class rounds to 0
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c) - largest);
loss[row] = -std::log(std::exp(samples.logit(row, label) - largest) / sum);
