// mistake: by-the-upstream-sign
// region: batch-norm-2d/relu
// message: depends on its result y, not on the upstream gradient
(void)y;
return upstream > T(0) ? upstream : T(0);
