// mistake: norm-forgotten-in-count
// region: mnist-cnn/parameters
// message: batch norm learns a weight and a bias for each channel
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * (channels[i] * kWindow * kWindow);
return count + hidden * (flat() + 1) + classes * (hidden + 1);
