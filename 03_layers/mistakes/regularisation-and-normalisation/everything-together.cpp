// mistake: everything-together
// region: regularisation-and-normalisation/layer-norm
// message: the samples of a batch were mixed
return scaled(normalize(x, {}, eps).y, weight, bias, normalized_shape);
