// cat and place: copies into a part of the result.
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/view_ops.h>

#include "elementwise.cuh"
#include "indexing.cuh"

namespace gradus::cuda {
namespace {

template <class T>
struct Zero {
  constexpr T operator()() const { return T(0); }
};

template <class T>
void cat_kernel(const KernelCall& call) {
  const int axis = call.attributes.as<CatAttributes>().axis;
  Layout part = call.out().layout;
  for (const Array* input : call.inputs) {
    part.shape = input->shape();
    map<T, T>("cat", Unchanged{}, call.out().with(part), *input);
    part.offset += input->shape()[axis] * part.strides[axis];
  }
}

template <class T>
void place_kernel(const KernelCall& call) {
  const auto& at = call.attributes.as<PlaceAttributes>();
  const Array &in = call.in(0), &out = call.out();
  Layout part = out.layout;
  part.shape = in.shape();
  part.offset += at.start * part.strides[at.axis];
  part.strides[at.axis] *= at.step;
  map<T>("place", Zero<T>{}, out);
  map<T, T>("place", Unchanged{}, out.with(part), in);
}

}  // namespace

void register_joining() {
  for_each_type(All{}, []<class T>(T) { add(ops::cat, dtype_of<T>, cat_kernel<T>); });
  for_each_type(Floats{}, []<class T>(T) { add(ops::place, dtype_of<T>, place_kernel<T>); });
}

}  // namespace gradus::cuda
