// mistake: sums-for-means
// region: regularisation-and-normalisation/normalize-backward
// message: sums stand where means belong
return {-(scale * sum(g * y, axes, true)), -(scale * sum(g, axes, true))};
