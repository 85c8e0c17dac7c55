// mistake: shares-not-divided
// region: pooling-kernels/spread
// message: the shares were not divided
sum += upstream.at(to, row, column);
