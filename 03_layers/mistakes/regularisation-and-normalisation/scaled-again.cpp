// mistake: scaled-again
// region: regularisation-and-normalisation/dropout
// from: 26
// message: scaled once more in evaluation
if (!training()) return input * (1 - attributes_.p);
return input * draw_mask(input);
