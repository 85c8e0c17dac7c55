// mistake: exchanged-factors
// region: add-and-multiply/multiply
// message: the two derivatives are exchanged
return {a * b, a, b};
