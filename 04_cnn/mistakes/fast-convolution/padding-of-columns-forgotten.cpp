// mistake: padding-of-columns-forgotten
// region: fast-convolution/first
// message: every row began with the image
first[0] = top * c.step[0] + c.taps[0].first;
first[1] = 0;
