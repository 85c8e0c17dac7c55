// mistake: relu-before-norm
// region: mnist-cnn/features
// message: ReLU came before batch norm
Tensor x = max_pool2d(norm1(relu(conv1(images))));
x = max_pool2d(norm2(relu(conv2(x))));
return norm3(relu(conv3(x)));
