// mistake: scores-dropped
// region: mnist-cnn/scores
// message: dropout stands behind fc2
const Tensor x = gradus::flatten(features(images), 1);
return dropout(fc2(relu(fc1(x))));
