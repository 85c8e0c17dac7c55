// mistake: running-statistics-counted
// region: mnist-cnn/parameters
// message: the optimizer does not see them
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * (channels[i] * kWindow * kWindow) + 4 * channels[i + 1];
return count + hidden * (flat() + 1) + classes * (hidden + 1);
