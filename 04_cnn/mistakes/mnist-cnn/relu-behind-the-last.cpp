// mistake: relu-behind-the-last
// region: mnist-cnn/scores
// message: negative scores are lost
const Tensor x = gradus::flatten(features(images), 1);
return relu(fc2(dropout(relu(fc1(x)))));
