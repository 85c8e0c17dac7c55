// mistake: v-forgotten
// region: second-derivatives/product
// message: v has not been used
  return grad_or_zeros(sum(gradient), {leaf})[0];
