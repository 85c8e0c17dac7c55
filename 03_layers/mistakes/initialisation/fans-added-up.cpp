// mistake: fans-added-up
// region: initialisation/xavier
// message: the two fans were added up
return draw(tensor, stream, distribution, gain / std::sqrt(static_cast<double>(fan.in + fan.out)));
