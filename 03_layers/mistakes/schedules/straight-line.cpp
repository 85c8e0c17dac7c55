// mistake: straight-line
// region: schedules/cosine
// message: a straight line
return from + (to - from) * part;
