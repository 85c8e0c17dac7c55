// mistake: v-comes-too-late
// region: second-derivatives/product
// message: v belongs to g, before g . v is differentiated
  return grad_or_zeros(sum(gradient), {leaf})[0] * v;
