// mistake: pooling-forgotten
// region: train-on-the-gpu/kernels
// message: no kernels on the GPU for
for (void (*family)() : {register_elementwise, register_optimizers, register_indexing, register_reductions, register_matmul, register_softmax, register_normalisation, register_convolution, register_random})
  family();
