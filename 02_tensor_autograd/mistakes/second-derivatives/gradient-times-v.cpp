// mistake: gradient-times-v
// region: second-derivatives/product
// message: this is the gradient times v, element by element
  return gradient * v;
