// mistake: the-whole-image
// region: fast-convolution/bands
// from: 33
// message: it grows with the image
bands.count = 1;
bands.rows = c.to_size[0];
