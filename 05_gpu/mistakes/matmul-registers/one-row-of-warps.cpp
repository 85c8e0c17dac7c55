// mistake: one-row-of-warps
// region: matmul-registers/lanes
// message: every warp has rows of its own
row = lane / Cut::kLaneColumns * kPack<T>;
column = warp % kAcross * Cut::kWarpColumns + lane % Cut::kLaneColumns * kPack<T>;
