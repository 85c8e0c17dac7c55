// mistake: never-clears-gradients
// region: two-moons/update
// from: 24
// message: still stand in the parameters?
backward(loss);
for (Scalar& p : parameters) p.set_data(p.data() - rate * p.grad());
