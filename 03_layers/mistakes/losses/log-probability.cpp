// mistake: log-probability
// region: losses/row
// message: a loss falls as the right class's score rises
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c) - largest);
loss[row] = samples.logit(row, label) - largest - std::log(sum);
