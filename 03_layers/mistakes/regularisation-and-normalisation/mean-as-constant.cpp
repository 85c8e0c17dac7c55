// mistake: mean-as-constant
// region: regularisation-and-normalisation/normalize-backward
// message: the way through the mean is missing
return {-(scale * mean(g * y, axes, true)), scale * 0.0};
