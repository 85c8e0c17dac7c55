// mistake: slope-of-one
// region: losses/huber
// message: the line's slope is delta
const Tensor parabola = distance * distance * 0.5, line = distance - delta / 2;
return reduced(where(distance <= delta, parabola, line), options.reduction);
