// mistake: label-forgotten
// region: losses/row-backward
// message: where is the 1?
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c)
  sum += gradient(row, c) = std::exp(samples.logit(row, c) - largest);
for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= scale / sum;
static_cast<void>(label);
