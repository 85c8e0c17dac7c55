// mistake: denominator-forgotten
// region: operators/divide
// from: 13
// message: the quotient moves with its denominator too
return {a / b, 1 / b, 0};
