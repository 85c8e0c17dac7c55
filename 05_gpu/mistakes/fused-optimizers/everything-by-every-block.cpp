// mistake: everything-by-every-block
// region: fused-optimizers/chunk
// message: several blocks did the same elements
return {0, static_cast<int>(count[task])};
