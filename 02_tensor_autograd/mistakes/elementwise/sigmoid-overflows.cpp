// mistake: sigmoid-overflows
// region: elementwise/sigmoid
// from: 23
// message: infinity / infinity is no number
    const T e = std::exp(x);
    return e / (T(1) + e);
