// mistake: more-lanes-than-warps
// region: reductions/block
// message: lane 8 has no part to take
(void)warps;
value = warp_reduce<Fold>(value);
if (lane == 0) part[warp] = value;
__syncthreads();
return warp_reduce<Fold>(part[lane]);
