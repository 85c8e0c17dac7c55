// mistake: one-step-too-far
// region: in-place-and-hooks/overlap
// message: not size * stride
    if (stride <= reach) return true;
    reach += size * stride;
