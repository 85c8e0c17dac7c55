// mistake: reductions-first
// region: train-on-the-gpu/kernels
// message: were registered before those that know better
for (void (*family)() : {register_elementwise, register_reductions, register_optimizers, register_indexing, register_matmul, register_softmax, register_normalisation, register_convolution, register_pooling, register_random})
  family();
