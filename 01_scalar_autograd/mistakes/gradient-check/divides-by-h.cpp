// mistake: divides-by-h
// region: gradient-check/numeric
// message: from x - h to x + h it is 2 h
x = middle + h;
const double above = value_at(point);
x = middle - h;
const double below = value_at(point);
x = middle;
result.push_back((above - below) / h);
