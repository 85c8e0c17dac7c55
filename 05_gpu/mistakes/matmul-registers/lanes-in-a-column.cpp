// mistake: lanes-in-a-column
// region: matmul-registers/lanes
// message: several lanes of a warp write the same outputs
row = warp / kAcross * Cut::kWarpRows + lane / Cut::kLaneColumns * kPack<T>;
column = warp % kAcross * Cut::kWarpColumns + lane / Cut::kLaneColumns * kPack<T>;
