// mistake: never-active
// region: regularisation-and-normalisation/dropout
// message: in training mode the mask must be applied
if (training()) return input;
return input * draw_mask(input);
