// mistake: channel-before-x
// region: convolution/tap
// message: taps are counted with the channel fastest
const int number = static_cast<int>(k);
return {number / columns / channels, number % columns, number / columns % channels};
