// Reading and writing where an index says.
#include "indexing.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {
namespace {

const char* name_of(const AxisAttributes& attributes, const char* operation) {
  return attributes.caller ? attributes.caller : operation;
}

void check_index(const Operation& op, const Array& x, const Array& index,
                 const AxisAttributes& attributes) {
  const int axis = attributes.axis;
  const char* name = name_of(attributes, op.name());
  if (!(index.dtype == int64))
    fail(name, ": the index must be int64, not ", index.dtype, "; convert it with to(int64)");
  check_axis(axis, x.rank(), name);
  if (index.rank() != x.rank())
    fail(name, ": an index of shape ", index.shape(), " along axis ", axis, " of ", x.shape(),
         "; both need the same number of axes");
  for (int i = 0; i < x.rank(); ++i)
    if (i != axis && index.shape()[i] > x.shape()[i])
      fail(name, ": the index ", index.shape(), " is larger than ", x.shape(), " along axis ", i,
           " (", index.shape()[i], " > ", x.shape()[i], "); only along axis ", axis, " may it be");
}

void infer_gather(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  const Array &x = *inputs[0], &index = *inputs[1];
  check_index(op, x, index, attributes.as<AxisAttributes>());
  outputs.push_back({index.shape(), contiguous_strides(index.shape()), x.dtype});
}

void infer_scatter_add(const Operation& op, Inputs inputs, const Attributes& attributes,
                       OutputSpecs& outputs) {
  const Array &x = *inputs[0], &index = *inputs[1], &src = *inputs[2];
  check_index(op, x, index, attributes.as<AxisAttributes>());
  if (!(src.shape() == index.shape()))
    fail(op.name(), ": what is added is ", src.shape(), ", the index ", index.shape(),
         "; they must have one shape (slice the larger one)");
  if (!(src.dtype == x.dtype))
    fail(op.name(), ": dtypes differ: ", x.dtype, " and ", src.dtype,
         "; convert one with to(dtype)");
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
}

template <class T>
void gather_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<AxisAttributes>();
  const int axis = attributes.axis;
  const Array &from = call.in(0), &index = call.in(1), &to = call.out();
  check_positions(name_of(attributes, "gather"), index, from.shape()[axis], axis);
  const Index step = from.strides()[axis];
  for_each_pick<T>(from, index, to, axis, [=](const PickRow<T>& row) { gather_row(row, step); });
}

template <class T>
void scatter_add_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<AxisAttributes>();
  const int axis = attributes.axis;
  const Array &x = call.in(0), &index = call.in(1), &from = call.in(2), &to = call.out();
  check_positions(name_of(attributes, "scatter_add"), index, x.shape()[axis], axis);
  map_unary<T, T>(x, to, [](T value) { return value; });
  const Index step = to.strides()[axis];
  for_each_pick<T>(to, index, from, axis,
                   [=](const PickRow<T>& row) { scatter_add_row(row, step); });
}

}  // namespace

namespace ops {
Operation gather("gather", infer_gather,
                 {{cpu, float32, "loop", gather_kernel<float>},
                  {cpu, float64, "loop", gather_kernel<double>},
                  {cpu, int64, "loop", gather_kernel<std::int64_t>},
                  {cpu, uint8, "loop", gather_kernel<std::uint8_t>},
                  {cpu, bool_, "loop", gather_kernel<bool>}});
Operation scatter_add("scatter_add", infer_scatter_add,
                      {{cpu, float32, "loop", scatter_add_kernel<float>},
                       {cpu, float64, "loop", scatter_add_kernel<double>},
                       {cpu, int64, "loop", scatter_add_kernel<std::int64_t>},
                       {cpu, uint8, "loop", scatter_add_kernel<std::uint8_t>},
                       {cpu, bool_, "loop", scatter_add_kernel<bool>}});
}  // namespace ops

}  // namespace gradus
