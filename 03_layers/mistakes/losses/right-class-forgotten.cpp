// mistake: right-class-forgotten
// region: losses/row
// message: the score of the right class is not subtracted
const T largest = samples.largest(row);
T sum = 0;
for (Index c = 0; c < samples.classes; ++c) sum += std::exp(samples.logit(row, c) - largest);
loss[row] = std::log(sum) + largest;
