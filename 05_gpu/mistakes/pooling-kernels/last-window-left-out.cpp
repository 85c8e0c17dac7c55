// mistake: last-window-left-out
// region: pooling-kernels/windows-with
// message: the last window of each row and column was left out
const Index first = padded < kernel ? 0 : (padded - kernel) / stride + 1;
const Index end = padded / stride;
return {first, end < out ? end : out};
