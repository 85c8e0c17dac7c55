// mistake: same-memory
// region: in-place-and-hooks/before
// message: `before` needs memory of its own
    before = GraphAccess::same_place(x);
