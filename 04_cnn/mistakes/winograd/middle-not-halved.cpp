// mistake: middle-not-halved
// region: winograd/weights
// message: w1 was not halved
const V ends = (w[0] + w[2]) / 2;
return {w[0], ends + w[1], ends - w[1], w[2]};
