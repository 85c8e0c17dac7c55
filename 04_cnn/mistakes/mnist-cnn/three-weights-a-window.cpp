// mistake: three-weights-a-window
// region: mnist-cnn/parameters
// message: a window of 3 x 3 has nine weights
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * channels[i] * kWindow + 2 * channels[i + 1];
return count + hidden * (flat() + 1) + classes * (hidden + 1);
