// mistake: last-axis-only
// region: in-place-and-hooks/overlap
// message: what all axes before reach together counts
    if (stride <= reach) return true;
    reach = (size - 1) * stride;
