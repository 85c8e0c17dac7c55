// mistake: sigmoid-overflows
// region: operators/sigmoid
// from: 23
// message: where e^-a is too large
const double e = std::exp(-a);
return {1 / (1 + e), e / ((1 + e) * (1 + e))};
