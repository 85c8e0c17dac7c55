// mistake: channel-slowest
// region: convolution/tap
// message: taps are counted with the channel fastest
const int number = static_cast<int>(k), rows = 1;
return {number / columns % rows, number % columns, number / columns};
