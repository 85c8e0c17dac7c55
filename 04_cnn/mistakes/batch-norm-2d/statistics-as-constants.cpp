// mistake: statistics-as-constants
// region: batch-norm-2d/column-gradient
// message: mean and variance were taken as constants
(void)count;
return {product * inverse, sum, weight * inverse, 0, 0};
