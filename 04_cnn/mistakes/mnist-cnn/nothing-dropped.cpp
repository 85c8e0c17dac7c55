// mistake: nothing-dropped
// region: mnist-cnn/scores
// message: nothing was dropped: where is `dropout`?
const Tensor x = gradus::flatten(features(images), 1);
return fc2(relu(fc1(x)));
