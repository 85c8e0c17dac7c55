// mistake: batch-flattened
// region: mnist-cnn/scores
// message: the images were not kept apart
const Tensor x = gradus::flatten(features(images));
return fc2(dropout(relu(fc1(x))));
