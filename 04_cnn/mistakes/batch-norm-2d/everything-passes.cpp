// mistake: everything-passes
// region: batch-norm-2d/relu
// message: the ReLU lets everything pass
(void)y;
return upstream;
