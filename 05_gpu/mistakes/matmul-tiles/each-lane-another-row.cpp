// mistake: each-lane-another-row
// region: matmul-tiles/coalesced
// message: if that is the column, lanes store into several rows
element(p, of, tile.row + threadIdx.x % kLines, tile.column + threadIdx.x / kLines * kLines + threadIdx.y);
