// mistake: nothing-for-the-images
// region: convolution-backward/rule
// message: the images got no gradient
if (call.needs(1)) call.give(1, weight_gradient(g, images, settings, weight.shape()));
if (call.needs(2)) call.give(2, sum(g, {0, 2, 3}));
