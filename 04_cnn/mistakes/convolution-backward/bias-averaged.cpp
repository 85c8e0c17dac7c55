// mistake: bias-averaged
// region: convolution-backward/rule
// from: 4
// message: the mean was taken
if (call.needs(0)) call.give(0, input_gradient(g, weight, settings, images.shape()));
if (call.needs(1)) call.give(1, weight_gradient(g, images, settings, weight.shape()));
if (call.needs(2))
  call.give(2, sum(g, {0, 2, 3}) * (static_cast<double>(g.size(1)) / static_cast<double>(g.numel())));
