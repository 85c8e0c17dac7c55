// mistake: no-barrier-for-the-parts
// region: reductions/block
// message: the warps' results are read before all are there
value = warp_reduce<Fold>(value);
if (lane == 0) part[warp] = value;
return warp_reduce<Fold>(lane < warps ? part[lane] : Fold::nothing());
