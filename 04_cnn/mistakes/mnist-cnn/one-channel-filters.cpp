// mistake: one-channel-filters
// region: mnist-cnn/parameters
// message: a window of weights for each channel that comes in
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * kWindow * kWindow + 2 * channels[i + 1];
return count + hidden * (flat() + 1) + classes * (hidden + 1);
