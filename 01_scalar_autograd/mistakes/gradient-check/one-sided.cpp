// mistake: one-sided
// region: gradient-check/numeric
// message: as of (f(x + h) - f(x)) / h
x = middle + h;
const double above = value_at(point);
x = middle;
result.push_back((above - value_at(point)) / h);
