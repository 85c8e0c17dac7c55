// mistake: never-negative
// region: initialisation/draw
// message: none is negative
if (distribution == Distribution::normal) return normal_(tensor, stream, 0, stddev);
return uniform_(tensor, stream, 0, std::sqrt(3) * stddev);
