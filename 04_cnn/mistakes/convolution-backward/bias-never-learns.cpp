// mistake: bias-never-learns
// region: convolution-backward/rule
// from: 21
// message: the bias got no gradient
if (call.needs(0)) call.give(0, input_gradient(g, weight, settings, images.shape()));
if (call.needs(1)) call.give(1, weight_gradient(g, images, settings, weight.shape()));
