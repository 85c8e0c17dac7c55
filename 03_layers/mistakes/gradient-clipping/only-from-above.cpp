// mistake: only-from-above
// region: gradient-clipping/value
// message: values below -clip_value were left
g = std::min(g, most);
