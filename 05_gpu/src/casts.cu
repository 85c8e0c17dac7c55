// Conversions from every dtype to every dtype, and copies in another order.
#include <gradus/gpu/transpose.h>

#include "elementwise.cuh"

namespace gradus::cuda {
namespace {

template <class To>
struct Cast {
  template <class From>
  constexpr To operator()(From x) const {
    return static_cast<To>(x);
  }
};

}  // namespace

void register_casts() {
  for_each_type(All{}, []<class From>(From) {
    for_each_type(All{}, []<class To>(To) {
      register_cast(gpu, dtype_of<From>, dtype_of<To>, [](const KernelCall& call) {
        const Array &in = call.in(0), &out = call.out();
        if constexpr (std::is_same_v<From, To>)
          if (Transpose sizes; in.numel() > 0 && is_transpose(in, out, sizes))
            return transpose(in.data<From>(), out.data<To>(), sizes);
        map<To, From>("copy", Cast<To>{}, out, in);
      });
    });
  });
}

}  // namespace gradus::cuda
