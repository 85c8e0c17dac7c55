// mistake: only-stride-zero
// region: in-place-and-hooks/overlap
// from: 11
// message: two windows share an element
    if (stride == 0) return true;
    reach += (size - 1) * stride;
