// mistake: opposite-gradient
// region: losses/row-backward
// message: the gradient has the wrong sign
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c)
  sum += gradient(row, c) = std::exp(samples.logit(row, c) - largest);
for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= -scale / sum;
gradient(row, label) += scale;
