// mistake: lanes-in-a-column
// region: matmul-registers/lanes
// message: do the pieces of all lanes and warps cover the tile
row = warp / kAcross * Cut::kWarpRows + lane / Cut::kLaneColumns * kPack<T>;
column = warp % kAcross * Cut::kWarpColumns + lane / Cut::kLaneColumns * kPack<T>;
