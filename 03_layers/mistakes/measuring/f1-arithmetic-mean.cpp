// mistake: f1-arithmetic-mean
// region: measuring/f1
// message: this is their arithmetic mean
return (p + r) / 2;
