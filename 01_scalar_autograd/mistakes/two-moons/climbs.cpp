// mistake: climbs
// region: two-moons/update
// message: the step goes up the slope
for (Scalar& p : parameters) p.set_grad(0);
backward(loss);
for (Scalar& p : parameters) p.set_data(p.data() + rate * p.grad());
