// mistake: relu-hides-nan
// region: elementwise/relu
// message: a comparison with NaN is false
    return x > T(0) ? x : T(0);
