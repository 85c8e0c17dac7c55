// mistake: shifted-once
// region: losses/row
// message: both must be shifted alike
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c) - largest);
loss[row] = std::log(sum) - samples.logit(row, label);
