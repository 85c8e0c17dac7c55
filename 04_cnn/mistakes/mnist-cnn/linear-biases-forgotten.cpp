// mistake: linear-biases-forgotten
// region: mnist-cnn/parameters
// message: the linear layers have a bias for each output
Index count = 0;
for (int i = 0; i < 3; ++i)
  count += channels[i + 1] * (channels[i] * kWindow * kWindow) + 2 * channels[i + 1];
return count + hidden * flat() + classes * hidden;
