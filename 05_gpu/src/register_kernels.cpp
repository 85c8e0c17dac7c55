// All kernels of this chapter, in an order that chooses the defaults.
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/convolution.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/indexing.h>
#include <gradus/gpu/matmul.h>
#include <gradus/gpu/normalisation.h>
#include <gradus/gpu/optimizers.h>
#include <gradus/gpu/pooling.h>
#include <gradus/gpu/random.h>
#include <gradus/gpu/reductions.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/gpu/softmax.h>
#include <gradus/gpu/staged_copies.h>

namespace gradus::cuda {

// [register-kernels]
void register_kernels() {
  use_caching_allocator();
  use_staged_copies();
  // exercise: train-on-the-gpu/kernels
  //| Call the register function of each of the headers above that has one. Two operations have kernels in two families:
  //| total_norm in those of the optimizers and of the reductions, topk in those of the indexing and of the reductions.
  //| What is registered first is the default, and the reductions' are the plainer ones.
  for (void (*family)() :
       {register_elementwise, register_optimizers, register_indexing, register_reductions,
        register_matmul, register_softmax, register_normalisation, register_convolution,
        register_pooling, register_random})
    family();
  // end exercise
}
// [register-kernels]

}  // namespace gradus::cuda
