// mistake: wrong-sign
// region: regularisation-and-normalisation/normalize-backward
// message: what flows through mean and variance is subtracted
return {scale * mean(g * y, axes, true), scale * mean(g, axes, true)};
