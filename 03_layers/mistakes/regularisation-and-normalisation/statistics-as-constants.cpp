// mistake: statistics-as-constants
// region: regularisation-and-normalisation/normalize-backward
// message: mean and variance were taken for constants
return {scale * 0.0, scale * 0.0};
