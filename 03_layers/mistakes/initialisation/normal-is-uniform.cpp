// mistake: normal-is-uniform
// region: initialisation/draw
// from: 27
// message: they are uniform, whatever the function is called
const double bound = std::sqrt(3) * stddev;
return uniform_(tensor, stream, -bound, bound);
