// mistake: halves-forgotten
// region: winograd/weights
// message: the halves are missing
const V ends = w[0] + w[2], middle = w[1];
return {w[0], ends + middle, ends - middle, w[2]};
