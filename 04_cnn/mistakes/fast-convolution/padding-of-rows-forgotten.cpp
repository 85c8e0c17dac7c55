// mistake: padding-of-rows-forgotten
// region: fast-convolution/first
// message: the first band began with the image
first[0] = top * c.step[0];
first[1] = c.taps[1].first;
