// mistake: norm-shared
// region: mnist-cnn/features
// message: the second block was normalised by norm1
Tensor x = max_pool2d(batch_norm_act(norm1, conv1(images)));
x = max_pool2d(batch_norm_act(norm1, conv2(x)));
return batch_norm_act(norm3, conv3(x));
