// mistake: f1-not-doubled
// region: measuring/f1
// message: half of F1
return p * r / (p + r);
