// mistake: everything-passes
// region: elementwise/relu-backward
// message: everything passed: relu's output is never negative
    return output >= T(0) ? upstream : T(0);
