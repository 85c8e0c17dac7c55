// mistake: active-in-evaluation
// region: regularisation-and-normalisation/dropout
// from: 26
// message: numbers are dropped in evaluation, too
return input * draw_mask(input);
