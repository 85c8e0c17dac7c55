// mistake: reads-before-it-looks
// region: softmax/row-loss
// message: look first, then read
const T own = std::log(total(all)) - (samples.logit(row, label) - all.largest);
loss[row] = !samples.counts(row)         ? T(0)
            : !samples.is_class(label) ? std::numeric_limits<T>::quiet_NaN()
                                       : own;
