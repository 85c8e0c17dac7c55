// mistake: may-stand-still
// region: in-place-and-hooks/overlap
// from: 11
// message: a step along the axis leads nowhere
    if (stride < reach) return true;
    reach += (size - 1) * stride;
