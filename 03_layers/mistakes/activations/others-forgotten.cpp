// mistake: others-forgotten
// region: activations/softmax-backward
// message: the part that a growing score takes from the others is missing
return g * y;
