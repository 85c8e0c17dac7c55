// mistake: all-halved
// region: winograd/weights
// message: w0 and w2 alone are not halved
return {w[0] / 2, (w[0] + w[1] + w[2]) / 2, (w[0] - w[1] + w[2]) / 2, w[2] / 2};
