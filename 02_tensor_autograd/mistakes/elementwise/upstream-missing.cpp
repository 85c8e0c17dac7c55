// mistake: upstream-missing
// region: elementwise/relu-backward
// message: the upstream gradient is missing
    return upstream * T(0) + (output > T(0) ? T(1) : T(0));
