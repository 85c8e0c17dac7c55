// mistake: blocks-always-full
// region: fast-convolution/pack
// message: every second weight is missing
for (Index channel = 0; channel < c.channels; ++channel, to += Tile<T>::kColumns)
  *to = from[channel * c.weight_strides[1]];
