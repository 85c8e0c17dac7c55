// mistake: sigmoid-like-tanh
// region: operators/sigmoid
// message: 1 - s^2 is the derivative of tanh
const double value = 1 / (1 + std::exp(-a));
return {value, 1 - value * value};
