// mistake: gain-of-the-variance
// region: initialisation/xavier
// message: the gain belongs to the deviation
const double mean = static_cast<double>(fan.in + fan.out) / 2;
return draw(tensor, stream, distribution, std::sqrt(gain / mean));
