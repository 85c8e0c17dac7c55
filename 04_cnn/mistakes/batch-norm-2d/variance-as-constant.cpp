// mistake: variance-as-constant
// region: batch-norm-2d/column-gradient
// message: x moves the variance, too
const double factor = weight * inverse;
return {product * inverse, sum, factor, 0, -factor * sum / count};
