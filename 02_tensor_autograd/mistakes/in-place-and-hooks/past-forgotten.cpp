// mistake: past-forgotten
// region: in-place-and-hooks/before
// message: what x was before the change has lost its place
    before = Tensor(run(ops::copy, {&x.array()}, CopyAttributes{x.dtype()}));
