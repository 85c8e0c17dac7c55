// mistake: biased-running-variance
// region: batch-norm-2d/track
// from: 25
// message: the biased variance went into the running one
(void)n;
move_towards(norm.running_mean, mean, norm.momentum);
move_towards(norm.running_var, var, norm.momentum);
