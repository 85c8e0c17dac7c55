// mistake: variance-as-constant
// region: regularisation-and-normalisation/normalize-backward
// message: the way through the variance is missing
return {scale * 0.0, -(scale * mean(g, axes, true))};
