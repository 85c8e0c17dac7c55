// mistake: reach-forgotten
// region: fast-convolution/bands
// message: 3 rows are copied for a single output row
const Index fitting = kBytes / row_bytes / c.step[0];
bands.count = (c.to_size[0] - 1) / std::clamp<Index>(fitting, 1, c.to_size[0]) + 1;
bands.rows = (c.to_size[0] - 1) / bands.count + 1;
