// mistake: last-rows-in-no-band
// region: fast-convolution/bands
// message: the last rows are in no band
const Index fitting = (kBytes / row_bytes - reach(c.taps[0], c.step[0], 1)) / c.step[0] + 1;
bands.count = (c.to_size[0] - 1) / std::clamp<Index>(fitting, 1, c.to_size[0]) + 1;
bands.rows = c.to_size[0] / bands.count;
