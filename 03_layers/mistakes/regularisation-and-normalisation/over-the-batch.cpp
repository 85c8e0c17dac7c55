// mistake: over-the-batch
// region: regularisation-and-normalisation/layer-norm
// message: that is batch normalisation; each sample counts for itself
return scaled(normalize(x, {0}, eps).y, weight, bias, normalized_shape);
