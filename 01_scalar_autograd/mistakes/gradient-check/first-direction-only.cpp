// mistake: first-direction-only
// region: gradient-check/compare
// from: 14
// message: is every direction looked at, closely enough?
if (!(relative_error(actual[0], numeric[0]) <= tolerance)) complain(0);
