// mistake: pixels-dropped
// region: mnist-cnn/scores
// message: what was dropped stands before fc1
const Tensor x = gradus::flatten(features(images), 1);
return fc2(relu(fc1(dropout(x))));
