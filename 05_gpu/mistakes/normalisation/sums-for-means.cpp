// mistake: sums-for-means
// region: normalisation/gradient
// message: sums stand where means belong
(void)count;
const T z = columns.distance(at, c) * inverse;
dx[at] = weight * inverse * (u - (by_bias + z * by_weight));
