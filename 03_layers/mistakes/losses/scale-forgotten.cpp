// mistake: scale-forgotten
// region: losses/row-backward
// message: `scale` is missing
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c)
  sum += gradient(row, c) = std::exp(samples.logit(row, c) - largest);
for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= 1 / sum;
gradient(row, label) -= 1;
