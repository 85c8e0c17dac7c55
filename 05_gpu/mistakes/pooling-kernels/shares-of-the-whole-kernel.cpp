// mistake: shares-of-the-whole-kernel
// region: pooling-kernels/spread
// message: every share was divided by the whole kernel
sum += upstream.at(to, row, column) / static_cast<T>(settings.kernel[0] * settings.kernel[1]);
