// mistake: softmax-taken-twice
// region: mnist-cnn/scores
// from: 23
// message: and would take it twice
const Tensor x = gradus::flatten(features(images), 1);
const Tensor powers = exp(fc2(dropout(relu(fc1(x)))));
return powers / sum(powers, {1}, true);
