// mistake: ignored-rows-are-wrong-labels
// region: softmax/row-loss
// message: a row that does not count is not one with a wrong label
if (!samples.is_class(label))
  loss[row] = std::numeric_limits<T>::quiet_NaN();
else
  loss[row] = std::log(total(all)) - (samples.logit(row, label) - all.largest);
