// mistake: sums-for-means
// region: batch-norm-2d/column-gradient
// message: sums stand where means belong
(void)count;
const double factor = weight * inverse;
return {product * inverse, sum, factor, -factor * inverse * inverse * product, -factor * sum};
