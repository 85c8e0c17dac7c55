// mistake: filter-after-filter
// region: fast-convolution/pack
// message: the weights of one filter were written next to one another
for (Index channel = 0; channel < c.channels; ++channel, ++to)
  *to = from[channel * c.weight_strides[1]];
