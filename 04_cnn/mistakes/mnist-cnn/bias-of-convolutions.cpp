// mistake: bias-of-convolutions
// region: mnist-cnn/parameters
// message: a convolution before batch norm has no bias
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * (channels[i] * kWindow * kWindow + 1) + 2 * channels[i + 1];
return count + hidden * (flat() + 1) + classes * (hidden + 1);
