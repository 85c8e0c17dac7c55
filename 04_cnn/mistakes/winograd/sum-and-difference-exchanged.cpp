// mistake: sum-and-difference-exchanged
// region: winograd/weights
// message: m1 and m2 were exchanged
const V ends = (w[0] + w[2]) / 2, middle = w[1] / 2;
return {w[0], ends - middle, ends + middle, w[2]};
