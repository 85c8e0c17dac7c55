// mistake: denominator-sign
// region: operators/divide
// from: 13
// message: where a / b is positive, it falls when b grows
return {a / b, 1 / b, a / (b * b)};
