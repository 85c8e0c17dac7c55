// mistake: channels-next-to-one-another
// region: fast-convolution/pack
// message: the channels of a filter do not lie next to one another
for (Index channel = 0; channel < c.channels; ++channel, to += width) *to = from[channel];
