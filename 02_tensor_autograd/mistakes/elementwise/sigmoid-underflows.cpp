// mistake: sigmoid-underflows
// region: elementwise/sigmoid
// message: exp(90) is infinite in float32
    return T(1) / (T(1) + std::exp(-x));
