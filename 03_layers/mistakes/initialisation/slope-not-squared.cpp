// mistake: slope-not-squared
// region: initialisation/gain
// message: it counts squared in a variance
return std::sqrt(2 / (1 + slope));
