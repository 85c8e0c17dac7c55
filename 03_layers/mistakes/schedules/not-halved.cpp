// mistake: not-halved
// region: schedules/cosine
// message: 1 + cos goes from 2 to 0
return to + (from - to) * (1 + std::cos(std::numbers::pi * part));
