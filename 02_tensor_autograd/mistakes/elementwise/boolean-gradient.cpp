// mistake: boolean-gradient
// region: elementwise/relu-backward
// from: 3
// message: that is true and false of a comparison
    return T(upstream * output > T(0));
