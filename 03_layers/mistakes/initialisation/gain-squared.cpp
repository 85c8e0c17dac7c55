// mistake: gain-squared
// region: initialisation/gain
// message: that is the gain's square
return 2 / (1 + slope * slope);
