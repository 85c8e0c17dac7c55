// mistake: one-pooling
// region: mnist-cnn/flat
// message: this is what one pooling leaves
return channels[3] * (height / 2) * (width / 2);
