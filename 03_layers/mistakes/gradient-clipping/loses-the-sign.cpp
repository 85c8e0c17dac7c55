// mistake: loses-the-sign
// region: gradient-clipping/value
// message: the sign was lost
g = std::min(std::abs(g), most);
