// mistake: step-at-delta
// region: losses/huber
// message: there is a step at delta
const Tensor parabola = distance * distance * 0.5, line = delta * distance;
return reduced(where(distance <= delta, parabola, line), options.reduction);
