// mistake: leaves-point-moved
// region: gradient-check/numeric
// message: x is not back where it was when y's turn comes
x = middle + h;
const double above = value_at(point);
x = middle - h;
result.push_back((above - value_at(point)) / (2 * h));
