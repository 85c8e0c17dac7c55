// mistake: clears-too-late
// region: two-moons/update
// message: are the gradients there when you use them?
backward(loss);
for (Scalar& p : parameters) p.set_grad(0);
for (Scalar& p : parameters) p.set_data(p.data() - rate * p.grad());
