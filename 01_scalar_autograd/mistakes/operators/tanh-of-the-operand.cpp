// mistake: tanh-of-the-operand
// region: operators/tanh
// message: where t is the value, tanh a, not the operand a
return {std::tanh(a), 1 - a * a};
