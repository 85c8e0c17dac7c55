// mistake: layer-made-on-the-spot
// region: mnist-cnn/features
// from: 22
// message: conv3.weight gets no gradient
Tensor x = max_pool2d(batch_norm_act(norm1, conv1(images)));
x = max_pool2d(batch_norm_act(norm2, conv2(x)));
Conv2d last = convolution(x.size(1), norm3.weight->numel());
last.to(x.dtype());
return batch_norm_act(norm3, last(x));
