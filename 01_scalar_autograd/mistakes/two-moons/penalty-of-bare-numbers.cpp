// mistake: penalty-of-bare-numbers
// region: two-moons/l2-penalty
// from: 12
// message: the penalty was computed from bare numbers
double sum = 0;
for (const Scalar& p : parameters) sum += p.data() * p.data();
return Scalar(strength * sum);
