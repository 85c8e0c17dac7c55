// mistake: branches-exchanged
// region: losses/huber
// message: the two branches are exchanged
const Tensor parabola = distance * distance * 0.5, line = delta * (distance - delta / 2);
return reduced(where(distance <= delta, line, parabola), options.reduction);
