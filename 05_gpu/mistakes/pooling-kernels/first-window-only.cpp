// mistake: first-window-only
// region: pooling-kernels/windows-with
// message: only the first window that holds the pixel
const Index first = padded < kernel ? 0 : (padded - kernel) / stride + 1;
return {first, first < out ? first + 1 : out};
