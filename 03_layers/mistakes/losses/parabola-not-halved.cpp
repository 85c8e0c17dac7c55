// mistake: parabola-not-halved
// region: losses/huber
// message: the parabola is d^2 / 2, so that its slope
const Tensor parabola = distance * distance, line = delta * (distance - delta / 2);
return reduced(where(distance <= delta, parabola, line), options.reduction);
