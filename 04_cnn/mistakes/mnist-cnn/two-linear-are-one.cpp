// mistake: two-linear-are-one
// region: mnist-cnn/scores
// message: so they are one linear layer
const Tensor x = gradus::flatten(features(images), 1);
return fc2(dropout(fc1(x)));
