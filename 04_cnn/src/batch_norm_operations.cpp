// What the operations of batch norm ask of their inputs, and their kernels.
#include "batch_norm_rows.h"

#include <gradus/common/error.h>

namespace gradus {
namespace {

void check_rows(const Operation& op, const Array& array, const Shape& shape, const Array& x) {
  if (!(array.shape() == shape) || !(array.dtype == x.dtype))
    fail(op.name(), ": an input is ", array.shape(), " ", array.dtype, " and must be ", shape, " ",
         x.dtype);
  if (!array.is_contiguous()) fail(op.name(), ": inputs must lie row after row; call contiguous()");
}

void infer_forward(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array& x = *inputs[0];
  if (x.rank() != 2) fail(op.name(), ": needs a matrix [P, C], not ", x.shape());
  const Shape columns{x.shape()[1]};
  check_rows(op, x, x.shape(), x);
  check_rows(op, *inputs[1], columns, x);
  check_rows(op, *inputs[2], columns, x);
  if (inputs.size() > 3) check_rows(op, *inputs[3], x.shape(), x);
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
  for (int i = 0; i < 2; ++i) outputs.push_back({columns, contiguous_strides(columns), x.dtype});
}

void infer_affine(const Operation& op, Inputs inputs, const Attributes& attributes,
                  OutputSpecs& outputs) {
  OutputSpecs all;
  infer_forward(op, inputs, attributes, all);
  outputs.push_back(all[0]);
}

// Inputs: x, weight, bias, mean, var, perhaps residual.
void infer_again(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array& x = *inputs[0];
  for (std::size_t i = 0; i < inputs.size(); ++i)
    check_rows(op, *inputs[i], i == 0 || i == 5 ? x.shape() : Shape{x.shape()[1]}, x);
  outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
}

// The same after the upstream gradient.
void infer_backward(const Operation& op, Inputs inputs, const Attributes& attributes,
                    OutputSpecs& outputs) {
  infer_again(op, inputs.subspan(1), attributes, outputs);
  const Array& x = *inputs[1];
  check_rows(op, *inputs[0], x.shape(), x);
  const Shape parameters{2, x.shape()[1]};
  outputs.push_back({parameters, contiguous_strides(parameters), x.dtype});
  if (attributes.as<BatchNormRowsAttributes>().residual)
    outputs.push_back({x.shape(), contiguous_strides(x.shape()), x.dtype});
}

}  // namespace

namespace ops {
Operation batch_norm_rows(
    "batch_norm_rows", infer_forward,
    {{cpu, float32, "strips", batch_norm_rows_kernel<float>, batch_norm_scratch<float>},
     {cpu, float64, "strips", batch_norm_rows_kernel<double>, batch_norm_scratch<double>}});
Operation batch_norm_again(
    "batch_norm_again", infer_again,
    {{cpu, float32, "strips", batch_norm_again_kernel<float>, batch_norm_scratch<float>},
     {cpu, float64, "strips", batch_norm_again_kernel<double>, batch_norm_scratch<double>}});
Operation affine_rows(
    "affine_rows", infer_affine,
    {{cpu, float32, "strips", affine_rows_kernel<float>, batch_norm_scratch<float>},
     {cpu, float64, "strips", affine_rows_kernel<double>, batch_norm_scratch<double>}});
Operation batch_norm_rows_backward(
    "batch_norm_rows_backward", infer_backward,
    {{cpu, float32, "strips", batch_norm_backward_kernel<float>, batch_norm_scratch<float>},
     {cpu, float64, "strips", batch_norm_backward_kernel<double>, batch_norm_scratch<double>}});
}  // namespace ops

}  // namespace gradus
