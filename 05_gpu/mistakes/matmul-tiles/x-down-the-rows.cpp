// mistake: x-down-the-rows
// region: matmul-tiles/coalesced
// message: two threads write one output
element(p, of, tile.row + threadIdx.x, tile.column + threadIdx.y);
