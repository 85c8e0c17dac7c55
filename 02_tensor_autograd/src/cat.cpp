// Joining arrays.
#include "indexing.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {
namespace {

void infer_cat(const Operation& op, Inputs inputs, const Attributes& attributes,
               OutputSpecs& outputs) {
  const int axis = attributes.as<CatAttributes>().axis;
  const Array& first = *inputs[0];
  check_axis(axis, first.rank(), op.name());
  Shape shape = first.shape();
  shape[axis] = 0;
  for (const Array* input : inputs) {
    Shape other = input->shape();
    if (other.rank() == shape.rank()) other[axis] = 0;
    if (!(other == shape))
      fail(op.name(), ": ", first.shape(), " and ", input->shape(), " do not fit; only along axis ",
           axis, " may sizes differ");
    if (!(input->dtype == first.dtype))
      fail(op.name(), ": dtypes differ: ", first.dtype, " and ", input->dtype,
           "; convert one with to(dtype)");
  }
  for (const Array* input : inputs) shape[axis] += input->shape()[axis];
  outputs.push_back({shape, contiguous_strides(shape), first.dtype});
}

template <class T>
void cat_kernel(const KernelCall& call) {
  const int axis = call.attributes.as<CatAttributes>().axis;
  const Array& out = call.out();
  Index start = 0;  // how much of the axis is filled
  for (const Array* input : call.inputs) {
    const Layout part = next_part(out.layout, axis, input->shape(), start);
    map_unary<T, T>(*input, out.with(part), [](T value) { return value; });
  }
}

}  // namespace

namespace ops {
Operation cat("cat", infer_cat,
              {{cpu, float32, "loop", cat_kernel<float>},
               {cpu, float64, "loop", cat_kernel<double>},
               {cpu, int64, "loop", cat_kernel<std::int64_t>},
               {cpu, uint8, "loop", cat_kernel<std::uint8_t>},
               {cpu, bool_, "loop", cat_kernel<bool>}});
}  // namespace ops

}  // namespace gradus
