// mistake: no-relu
// region: mnist-cnn/features
// message: three convolutions in a row are one convolution
Tensor x = max_pool2d(norm1(conv1(images)));
x = max_pool2d(norm2(conv2(x)));
return norm3(conv3(x));
