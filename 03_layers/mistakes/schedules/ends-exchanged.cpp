// mistake: ends-exchanged
// region: schedules/cosine
// message: the two ends are exchanged
return from + (to - from) / 2 * (1 + std::cos(std::numbers::pi * part));
