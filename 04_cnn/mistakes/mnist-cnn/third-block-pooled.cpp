// mistake: third-block-pooled
// region: mnist-cnn/features
// message: the third block was pooled as well
Tensor x = max_pool2d(batch_norm_act(norm1, conv1(images)));
x = max_pool2d(batch_norm_act(norm2, conv2(x)));
return max_pool2d(batch_norm_act(norm3, conv3(x)));
