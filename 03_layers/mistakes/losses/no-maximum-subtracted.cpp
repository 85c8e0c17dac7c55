// mistake: no-maximum-subtracted
// region: losses/row
// from: 23
// message: exp(1000) overflows
T sum = 0;
for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c));
loss[row] = std::log(sum) - samples.logit(row, label);
