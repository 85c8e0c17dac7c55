// mistake: quarter-of-a-wave
// region: schedules/cosine
// message: the cosine goes from 0 to pi
return to + (from - to) * std::cos(std::numbers::pi / 2 * part);
