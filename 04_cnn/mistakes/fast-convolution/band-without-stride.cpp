// mistake: band-without-stride
// region: fast-convolution/first
// message: band after band was read without the stride
first[0] = top + c.taps[0].first;
first[1] = c.taps[1].first;
