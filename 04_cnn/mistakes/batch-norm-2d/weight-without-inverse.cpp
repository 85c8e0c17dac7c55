// mistake: weight-without-inverse
// region: batch-norm-2d/column-gradient
// message: the weight multiplies (x - mean) inverse, not x - mean
const double factor = weight * inverse;
return {product, sum, factor, -factor * inverse * inverse * product / count, -factor * sum / count};
