// mistake: softmax-overflows
// region: losses/row-backward
// from: 23
// message: the softmax, too, needs the largest score subtracted
const T largest = 0;
T sum = 0;
for (Index c = 0; c < samples.classes; ++c)
  sum += gradient(row, c) = std::exp(samples.logit(row, c) - largest);
for (Index c = 0; c < samples.classes; ++c) gradient(row, c) *= scale / sum;
gradient(row, label) -= scale;
