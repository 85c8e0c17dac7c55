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
  for_each_pick<T>(from, index, to, axis, [=](const PickRow<T>& row) {
    const T* x = row.picked;
    const std::int64_t* at = row.index;
    T* y = row.other;
    const auto [x_stride, at_stride, y_stride] = row.strides;
    // exercise: indexing-and-joining/gather
    //| A row of row.count results, each from a column of its own. Result i is the element of column i that the index
    //| names; element n of column 0 lies at x[n * step]. From one column to the next it is x_stride elements in x,
    //| at_stride in the index, and y_stride in the result.
    for (Index i = 0; i < row.count; ++i)
      y[i * y_stride] = x[i * x_stride + at[i * at_stride] * step];
    // end exercise
  });
}

template <class T>
void scatter_add_kernel(const KernelCall& call) {
  const auto& attributes = call.attributes.as<AxisAttributes>();
  const int axis = attributes.axis;
  const Array &x = call.in(0), &index = call.in(1), &from = call.in(2), &to = call.out();
  check_positions(name_of(attributes, "scatter_add"), index, x.shape()[axis], axis);
  map_unary<T, T>(x, to, [](T value) { return value; });
  const Index step = to.strides()[axis];
  for_each_pick<T>(to, index, from, axis, [=](const PickRow<T>& row) {
    T* y = row.picked;
    const std::int64_t* at = row.index;
    const T* src = row.other;
    const auto [y_stride, at_stride, src_stride] = row.strides;
    // exercise: indexing-and-joining/scatter-add
    //| The other direction: each of row.count elements of src goes to the element of its column in y that the index
    //| names (element n of column 0 is y[n * step]). Several may name the same one.
    for (Index i = 0; i < row.count; ++i)
      y[i * y_stride + at[i * at_stride] * step] += src[i * src_stride];
    // end exercise
  });
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
