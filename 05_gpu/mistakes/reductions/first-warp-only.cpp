// mistake: first-warp-only
// region: reductions/block
// message: only the first warp's elements are there
(void)lane, (void)warp, (void)warps, (void)part;
return warp_reduce<Fold>(value);
