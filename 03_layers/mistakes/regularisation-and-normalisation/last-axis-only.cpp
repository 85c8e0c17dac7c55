// mistake: last-axis-only
// region: regularisation-and-normalisation/layer-norm
// message: only the last axis was normalised
return scaled(normalize(x, {-1}, eps).y, weight, bias, normalized_shape);
