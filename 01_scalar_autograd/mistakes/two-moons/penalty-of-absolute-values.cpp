// mistake: penalty-of-absolute-values
// region: two-moons/l2-penalty
// message: the L1 penalty
Scalar sum = 0.0;
for (const Scalar& p : parameters) sum += relu(p) + relu(-p);
return strength * sum;
