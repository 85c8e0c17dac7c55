// mistake: rows-for-columns
// region: seven-loops/source
// message: the columns have settings of their own
return output * settings.stride[0] + at * settings.dilation[0] - settings.padding[0];
